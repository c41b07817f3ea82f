#include "balmer/base/error.hpp"
#include "balmer/base/text.hpp"
#include "balmer/physics/toy/sample.hpp"

#include "../checks.hpp"
#include "generate_commands.hpp"
#include "generation.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

namespace toy = physics::toy;

constexpr char const* formula_footer =
    R"text(Features: one for each --range, in their order, then idle_1, idle_2, ... of --idle, drawn from the same
ranges in turn. A range NAME=LOW:HIGH is uniform, NAME=log:LOW:HIGH uniform in the logarithm, and
NAME=int:LOW:HIGH has whole numbers, both ends included. Target: the value of the formula plus Gaussian
noise with a standard deviation of --noise times that of the values. Latent column: exact, the target
without noise. The features do not depend on --noise and --idle. Events where the formula is NaN or
infinite are an error, or are drawn again with --skip-non-finite. The file depends on the options alone,
not on the number of ranks.

Examples:
  balmer generate formula --expression "a*x + sin(y)" --constant a=2 --range x=1:5 --range y=0:3.14 \
      --events 10000 --seed 1 --noise 0.01 --out toy.h5
  balmer generate formula --expression "sqrt(m^2 + p^2)" --range m=log:0.1:100 --range p=0:50 \
      --target energy --idle 2 --events 50000 --out energy.h5)text";

struct FormulaSampleOptions {
    GenerationOptions generation;
    toy::Settings settings;
    std::vector<std::string> ranges, constants;
    bool skips = false;
};

/// NAME and the rest of NAME=REST; the name is empty if there is none.
std::pair<std::string, std::string_view> split_at_sign(std::string_view text) {
    auto const sign = text.find('=');
    if (sign == std::string_view::npos) return {};
    return {std::string(trimmed(text.substr(0, sign))), trimmed(text.substr(sign + 1))};
}

/// Removes `prefix` from the start of `text`, if it is there.
bool remove_prefix(std::string_view& text, std::string_view prefix) {
    bool const is_there = text.starts_with(prefix);
    if (is_there) text.remove_prefix(prefix.size());
    return is_there;
}

void add_range(toy::Settings& settings, std::string const& text, ProblemList& problems) {
    auto [name, rest] = split_at_sign(text);
    auto spread = toy::Spread::uniform;
    if (remove_prefix(rest, "log:")) {
        spread = toy::Spread::logarithmic;
    } else if (remove_prefix(rest, "int:")) {
        spread = toy::Spread::whole;
    }
    auto const colon = rest.find(':');
    std::optional<double> low, high;
    if (colon != std::string_view::npos) {
        low = parse_number(trimmed(rest.substr(0, colon)));
        high = parse_number(trimmed(rest.substr(colon + 1)));
    }
    if (name.empty() || !low || !high) {
        problems.add("--range '" + text +
                     "' is not a range (needs NAME=LOW:HIGH, NAME=log:LOW:HIGH or "
                     "NAME=int:LOW:HIGH, as --range x=1:5)");
        return;
    }
    settings.ranges.push_back({name, *low, *high, spread});
}

void add_constant(toy::Settings& settings, std::string const& text, ProblemList& problems) {
    auto const [name, rest] = split_at_sign(text);
    auto const value = parse_number(rest);
    if (name.empty() || !value) {
        problems.add("--constant '" + text +
                     "' is not a constant (needs NAME=NUMBER, as --constant a=2)");
        return;
    }
    settings.constants.emplace_back(name, *value);
}

toy::Settings settings_of(FormulaSampleOptions const& options) {
    auto settings = options.settings;
    settings.event_count = options.generation.event_count;
    settings.seed = options.generation.seed;
    settings.not_finite = options.skips ? toy::NotFinite::skip : toy::NotFinite::refuse;
    ProblemList problems;
    for (auto const& text : options.ranges) add_range(settings, text, problems);
    for (auto const& text : options.constants) add_constant(settings, text, problems);
    problems.throw_if_any();
    return settings;
}

void describe_formula_sample(Generated& generated, toy::Sample const& sample) {
    auto const& settings = sample.settings;
    generated.summary = {{"expression", settings.expression},
                         {"noise", settings.noise},
                         {"skipped", sample.skipped_count},
                         {"exact_mean", sample.mean},
                         {"exact_standard_deviation", sample.standard_deviation}};
    auto& lines = generated.lines;
    lines.emplace_back("formula", settings.target + " = " + settings.expression);
    lines.emplace_back("values", fmt::format("mean {:.5g}, standard deviation {:.5g}", sample.mean,
                                             sample.standard_deviation));
    if (settings.noise > 0) {
        lines.emplace_back("noise", fmt::format("standard deviation {:.5g}",
                                                settings.noise * sample.standard_deviation));
    }
    if (sample.skipped_count > 0) {
        lines.emplace_back("skipped", fmt::format("{} draws where the formula is not finite",
                                                  sample.skipped_count));
    }
}

Generator generator_of(FormulaSampleOptions const& options) {
    auto const settings = settings_of(options);
    // The columns of the sample and their copies in the file.
    auto const columns = settings.ranges.size() + settings.idle_count + 2;
    return generator_for(settings, 2 * sizeof(double) * static_cast<double>(columns), toy::generate,
                         describe_formula_sample);
}

void add_formula_sample_options(CLI::App& command, FormulaSampleOptions& options) {
    auto& settings = options.settings;
    command.add_option("--expression", settings.expression, "the formula of the target")
        ->required();
    command.add_option("--range", options.ranges, "a feature; one for each")
        ->type_name("NAME=[log:|int:]LOW:HIGH")
        ->allow_extra_args(false)
        ->required();
    command.add_option("--constant", options.constants, "value of a name that is not a feature")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command
        .add_option("--noise", settings.noise,
                    "standard deviation of the noise, relative to that of the target")
        ->capture_default_str();
    command
        .add_option("--idle", settings.idle_count,
                    "number of features that the target does not depend on")
        ->check(whole_number(0, 1000))
        ->capture_default_str();
    command.add_option("--target", settings.target, "name of the target")->capture_default_str();
    command.add_flag("--skip-non-finite", options.skips,
                     "draw again where the formula is NaN or infinite");
}

}  // namespace

void add_generate_formula(CLI::App& generate, Action& action) {
    auto options = std::make_shared<FormulaSampleOptions>();
    auto& command = *generate.add_subcommand(
        "formula", "toy data: features from ranges; target: a formula of them");
    add_event_count(command, options->generation);
    add_formula_sample_options(command, *options);
    add_generation_options(command, options->generation);
    command.footer(formula_footer);
    command.callback([options, &action] {
        action = generating(options->generation, [options] { return generator_of(*options); });
    });
}

}  // namespace balmer::app
