#include "generation.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/version.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/console/together.hpp"

#include "../checks.hpp"
#include "output_file.hpp"

#include <limits>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace balmer::app {
namespace {

/// Checks that the sample fits into memory, where it is made.
void check_memory(GenerationOptions const& options, double bytes_per_event) {
    double const needed_gb = 1e-9 * bytes_per_event * static_cast<double>(options.event_count);
    double const memory_gb = 1e-9 * static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
                             static_cast<double>(::sysconf(_SC_PAGESIZE));
    BALMER_VALIDATE(needed_gb < memory_gb,
                    fmt::format("--events {} needs about {:.3g} GB of memory (this machine has "
                                "{:.3g} GB). Make fewer, or several files with different --seed?",
                                options.event_count, needed_gb, memory_gb));
}

/// Collective: what `generator` makes. Prints its error once, on the rank where it failed.
Generated make_together(Generator const& generator, parallel::Communicator const& communicator,
                        console::Console& console) {
    try {
        return generator.make(communicator, [&console](double fraction) {
            console::print_progress(console, "generating", fraction);
        });
    } catch (std::exception const& error) {
        console::fail_together(communicator, console, error);
    }
}

void print(console::Console& console, GenerationOptions const& options,
           Generated const& generated) {
    if (options.json) {
        nlohmann::ordered_json json = {{"file", options.out.string()},
                                       {"events", options.event_count},
                                       {"seed", options.seed}};
        json.update(generated.summary);
        console.out << json.dump(2) << '\n';
        return;
    }
    auto const line = [&](std::string const& label, std::string const& text) {
        console.out << fmt::format("{:<15} {}\n", label, text);
    };
    line("file", options.out.string());
    line("events", fmt::format("{}, seed {}", options.event_count, options.seed));
    for (auto const& [label, text] : generated.lines) line(label, text);
}

}  // namespace

void add_generation_options(CLI::App& command, GenerationOptions& options) {
    command.add_option("--seed", options.seed, "seed of all random numbers")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
        ->capture_default_str();
    command.add_option("--out", options.out, "HDF5 file to write")->type_name("FILE")->required();
    command.add_flag("--overwrite", options.overwrite, "replace --out if it exists");
    command.add_flag("--json", options.json, "print the summary as JSON");
}

CLI::Option* add_event_count(CLI::App& command, GenerationOptions& options, std::uint64_t most) {
    auto* const option = command.add_option("--events", options.event_count, "number of events")
                             ->check(whole_number(1, most));
    return options.event_count == 0 ? option->required() : option->capture_default_str();
}

int generate(GenerationOptions const& options, std::function<Generator()> const& generator_of,
             console::Console& console) {
    return console::with_all_ranks([&](parallel::Communicator const& communicator) {
        bool const writes = communicator.rank() == 0;
        auto const generator = console::together(communicator, console, [&] {
            auto checked = generator_of();
            checked.validate();
            if (writes) {
                check_memory(options, checked.bytes_per_event);
                check_output_file(options.out, options.overwrite, "events.h5");
            }
            return checked;
        });
        auto generated = make_together(generator, communicator, console);
        console::together(communicator, console, [&] {
            if (!writes) return;
            generated.file.created_by = created_by();
            formats::write_event_file(options.out, generated.file);
        });
        if (writes) print(console, options, generated);
        return console::exit_finished;
    });
}

Action generating(GenerationOptions const& options, std::function<Generator()> generator) {
    return {[&options, generator = std::move(generator)](console::Console& console) {
                return generate(options, generator, console);
            },
            true};
}

}  // namespace balmer::app
