/// \file
/// The parts of `balmer generate` that all processes share: options, checks, ranks, file, summary.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/detector.hpp"
#include "balmer/physics/progress.hpp"
#include "balmer/physics/score_summary.hpp"

#include "../commands.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace balmer::app {

/// Options of all processes.
struct GenerationOptions {
    std::filesystem::path out;
    std::uint64_t event_count = 0;
    std::uint64_t seed = 0;
    bool overwrite = false;
    bool json = false;
};

/// A generated sample, on rank 0.
struct Generated {
    formats::EventFile file;
    /// For --json, printed after file, events and seed.
    nlohmann::ordered_json summary;
    /// Label and text of each line of the summary, printed after file and events.
    std::vector<std::pair<std::string, std::string>> lines;
};

struct Generator {
    /// Throws InputError with all invalid settings, before any work.
    std::function<void()> validate;
    /// Memory for each event while the sample is made: the event and its columns.
    double bytes_per_event = 0;
    /// Collective: what was made, on rank 0. Throws on every rank if it fails on any, as
    /// Communicator::all_or_none() does.
    std::function<Generated(parallel::Communicator const&, physics::Progress const&)> make;
};

/// The generator of a process. `sample_of(settings, communicator, progress)` is collective;
/// `describe(generated, sample)` adds the summary and is called on rank 0.
template <class Settings, class SampleOf, class Describe>
Generator generator_for(Settings const& settings, double bytes_per_event, SampleOf sample_of,
                        Describe describe) {
    auto make = [=](parallel::Communicator const& communicator, physics::Progress const& progress) {
        auto const sample = sample_of(settings, communicator, progress);
        return communicator.all_or_none([&] {
            Generated generated;
            if (communicator.rank() > 0) return generated;
            describe(generated, sample);
            generated.file = to_event_file(sample);
            return generated;
        });
    };
    return {[settings] { validate(settings); }, bytes_per_event, std::move(make)};
}

/// --out, --seed, --overwrite, --json.
void add_generation_options(CLI::App& command, GenerationOptions& options);
/// --events, required unless `event_count` has a default.
CLI::Option* add_event_count(CLI::App& command, GenerationOptions& options,
                             std::uint64_t most = 1000000000000000);

/// Makes the sample on all ranks, writes it and prints its summary. A failure leaves no partial
/// file. `generator_of` may throw InputError.
int generate(GenerationOptions const& options, std::function<Generator()> const& generator_of,
             console::Console& console);

/// The action of a generate command; `generator` is called when the command runs.
Action generating(GenerationOptions const& options, std::function<Generator()> generator);

/// --subtract/--keep-mean and --scale.
void add_score_options(CLI::App& command, physics::ScoreTarget& target);

/// --detector and its resolutions.
struct DetectorOptions {
    bool is_on = false;
    std::string variable = "pt";
    std::optional<double> stochastic, constant, eta, phi;
};
void add_detector_options(CLI::App& command, DetectorOptions& options);
/// Resolutions that are not given are the defaults of the chosen variable. Throws InputError if a
/// resolution is given without --detector.
std::optional<physics::DetectorSettings> detector_of(DetectorOptions const& options);

/// Adds the summary of a sample with a score: JSON keys and lines.
void describe_score(Generated& generated, physics::ScoreSummary const& summary, bool has_detector);

}  // namespace balmer::app
