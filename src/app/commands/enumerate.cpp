#include "balmer/base/error.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/evolve/enumeration.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/search/load_job.hpp"

#include "commands.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

struct EnumerateOptions {
    std::filesystem::path job;
    std::vector<std::string> overrides;
    int complexity = 0;
    bool lists = false;
    bool json = false;
};

void check_complexity(int complexity, evolve::SearchSettings const& search) {
    auto const largest = search.constraints.max_complexity;
    if (complexity >= 1 && complexity <= largest) return;
    throw InputError(
        fmt::format("--complexity {} (must be between 1 and search.max_complexity, which is {})",
                    complexity, largest));
}

/// Names that the features do not have, one per constant.
expr::PrintOptions constant_names(std::size_t count, std::vector<std::string> const& features) {
    return {.digits = 0, .constant_names = expr::letter_names(count, features)};
}

std::string formula_of(expr::Tree const& tree, std::vector<std::string> const& features) {
    return expr::to_infix(tree, features, constant_names(tree.constants.size(), features));
}

void print_table(EnumerateOptions const& options, evolve::Enumeration& enumeration,
                 std::vector<std::string> const& features, console::Console& console) {
    console.out << fmt::format("{:>10}  {:>14}  {:>14}\n", "complexity", "structures",
                               "up to here");
    std::uint64_t total = 0;
    for (int c = 1; c <= options.complexity; ++c) {
        auto const count = enumeration.count(c);
        total += count;
        console.out << fmt::format("{:>10}  {:>14}  {:>14}\n", c, count, total);
    }
    if (!options.lists) return;
    for (int c = 1; c <= options.complexity; ++c) {
        console.out << fmt::format("\ncomplexity {}\n", c);
        enumeration.visit(c, 0, enumeration.candidate_count(c), [&](expr::Tree const& tree) {
            console.out << formula_of(tree, features) << '\n';
        });
    }
}

/// Written piece by piece, because a list may be larger than the memory.
void print_json(EnumerateOptions const& options, evolve::Enumeration& enumeration,
                std::vector<std::string> const& features, console::Console& console) {
    console.out << "{\n  \"distinct\": " << (enumeration.is_without_orders() ? "true" : "false")
                << ",\n  \"counts\": [";
    for (int c = 1; c <= options.complexity; ++c) {
        auto const entry =
            nlohmann::ordered_json{{"complexity", c}, {"structures", enumeration.count(c)}};
        console.out << (c == 1 ? "\n    " : ",\n    ") << entry.dump();
    }
    console.out << "\n  ]";
    if (options.lists) {
        console.out << ",\n  \"structures\": [";
        bool is_first = true;
        for (int c = 1; c <= options.complexity; ++c) {
            enumeration.visit(c, 0, enumeration.candidate_count(c), [&](expr::Tree const& tree) {
                auto const entry = nlohmann::ordered_json{{"complexity", c},
                                                          {"constants", tree.constants.size()},
                                                          {"formula", formula_of(tree, features)}};
                console.out << (is_first ? "\n    " : ",\n    ") << entry.dump();
                is_first = false;
            });
        }
        console.out << "\n  ]";
    }
    console.out << "\n}\n";
}

int enumerate_structures(EnumerateOptions const& options, console::Console& console) {
    auto const job = search::check_job(options.job, options.overrides);
    check_complexity(options.complexity, job.search);
    auto const& features = job.data.features;
    evolve::Enumeration enumeration(job.search, features.size());
    (options.json ? print_json : print_table)(options, enumeration, features, console);
    return console::exit_finished;
}

}  // namespace

void add_enumerate(CLI::App& app, Action& action) {
    auto options = std::make_shared<EnumerateOptions>();
    auto& command = *app.add_subcommand(
        "enumerate", "count or list all structures of formulas up to a complexity");
    command.add_option("job", options->job, "job file (TOML)")->type_name("FILE")->required();
    command
        .add_option("--set", options->overrides,
                    "section.key=value, overrides the job file; may be given several times")
        ->allow_extra_args(false);
    command
        .add_option("--complexity", options->complexity,
                    "largest complexity, in nodes or their weights in [search.complexity]")
        ->required();
    command.add_flag("--list", options->lists, "print every structure; constants are letters");
    command.add_flag("--json", options->json, "print JSON");
    command.footer(
        R"(A structure is a formula whose constants are free. Listed are the canonical ones over the features and
operators of the job, within its limits: of structures that have the same values for suitable constants,
one of the lowest complexity. So x + y but not y + x; a*x but neither x*a nor a*b*x; neither x - x nor x/x.
A structure that is left out is covered by one of at most its complexity. Equal functions that only longer
algebra shows, such as x*(x + y) + y*z and x*x + y*(x + z), may both be listed.

If the job limits the depth of trees, or the arguments or nesting of + - * /, the order of terms matters
for the limits; then all orders are listed, and "distinct" in the JSON is false.

The number of structures grows about fivefold to tenfold with each node. Count before you list.

Exit codes: 0 done; 2 wrong usage or job file; 3 bad data.

Examples:
  balmer enumerate jobs/wbf_f0.toml --complexity 7
  balmer enumerate jobs/wbf_f0.toml --complexity 4 --list
  balmer enumerate jobs/wbf_f0.toml --complexity 5 --list --json --set 'search.operators=["+","*"]')");
    command.callback([options, &action] {
        action = {[options](console::Console& console) {
                      return enumerate_structures(*options, console);
                  },
                  false};
    });
}

}  // namespace balmer::app
