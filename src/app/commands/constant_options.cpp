#include "constant_options.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/near_names.hpp"
#include "balmer/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Start {
    std::string name;
    double value = 0;
};

struct Bound {
    std::string name;
    double lower = -infinity;
    double upper = infinity;
};

/// The parts of "NAME=REST"; the name is empty if there is none.
std::pair<std::string, std::string_view> split_name(std::string_view text) {
    auto const sign = text.find('=');
    if (sign == std::string_view::npos) return {};
    return {std::string(trimmed(text.substr(0, sign))), trimmed(text.substr(sign + 1))};
}

std::optional<Start> read_start(std::string const& text, ProblemList& problems) {
    auto const [name, rest] = split_name(text);
    auto const value = parse_number(rest);
    if (name.empty() || !value || !std::isfinite(*value)) {
        problems.add("--start '" + text +
                     "' is not a start value (needs NAME=NUMBER, as --start a=1.2)");
        return std::nullopt;
    }
    return Start{name, *value};
}

/// The number, `otherwise` for an empty text, or nullopt.
std::optional<double> read_end(std::string_view text, double otherwise) {
    if (text.empty()) return otherwise;
    auto const value = parse_number(text);
    return value && !std::isnan(*value) ? value : std::nullopt;
}

std::optional<Bound> read_bound(std::string const& text, ProblemList& problems) {
    auto const [name, rest] = split_name(text);
    auto const colon = rest.find(':');
    std::optional<double> lower, upper;
    if (colon != std::string_view::npos) {
        lower = read_end(trimmed(rest.substr(0, colon)), -infinity);
        upper = read_end(trimmed(rest.substr(colon + 1)), infinity);
    }
    if (name.empty() || !lower || !upper || (*lower == -infinity && *upper == infinity)) {
        problems.add("--bound '" + text +
                     "' is not a bound (needs NAME=LOWER:UPPER, as --bound a=0:10; one of the two "
                     "may be missing, as --bound a=0:)");
        return std::nullopt;
    }
    if (*lower > *upper || *lower == infinity || *upper == -infinity) {
        problems.add("--bound '" + text + "' leaves no value (lower must not exceed upper)");
        return std::nullopt;
    }
    return Bound{name, *lower, *upper};
}

/// Reads each text; adds a mistake for each that is wrong, and for a name given twice.
template <class Read>
auto read_all(std::vector<std::string> const& texts, char const* option, Read const& read,
              ProblemList& problems) {
    std::vector<typename decltype(read(texts[0], problems))::value_type> all;
    for (auto const& text : texts) {
        auto const item = read(text, problems);
        if (!item) continue;
        bool const is_new =
            std::ranges::none_of(all, [&](auto const& other) { return other.name == item->name; });
        if (is_new) {
            all.push_back(*item);
        } else {
            problems.add(
                fmt::format("{} of '{}' is given twice (once is enough)", option, item->name));
        }
    }
    return all;
}

struct ReadOptions {
    std::vector<Start> starts;
    std::vector<Bound> bounds;
};

ReadOptions read(ConstantOptions const& options, ProblemList& problems) {
    return {read_all(options.starts, "--start", read_start, problems),
            read_all(options.bounds, "--bound", read_bound, problems)};
}

/// The place of the constant of that name; adds a mistake if there is none.
std::optional<std::size_t> find(std::string const& name, std::span<std::string const> names,
                                char const* option, ProblemList& problems) {
    auto const found = std::ranges::find(names, name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    problems.add(fmt::format("{} of '{}': the formula has no such constant (it has {}).{}", option,
                             name, quoted_list(names), suggestion(name, names)));
    return std::nullopt;
}

}  // namespace

void add_constant_options(CLI::App& command, ConstantOptions& options) {
    command
        .add_option("--start", options.starts,
                    "first start value of a constant, NAME=VALUE; may be given several times")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command
        .add_option("--bound", options.bounds,
                    "least and largest value of a constant, either may be left out; may be given "
                    "several times")
        ->type_name("NAME=LOWER:UPPER")
        ->allow_extra_args(false);
}

void check_constant_options(ConstantOptions const& options) {
    ProblemList problems;
    read(options, problems);
    problems.throw_if_any();
}

ConstantLimits constant_limits(ConstantOptions const& options, FittedConstants const& constants) {
    ProblemList problems;
    auto const given = read(options, problems);
    auto const count = constants.names.size();
    ConstantLimits limits;
    if (!given.bounds.empty()) {
        limits.bounds = {std::vector<double>(count, -infinity),
                         std::vector<double>(count, infinity)};
    }
    for (auto const& bound : given.bounds) {
        auto const k = find(bound.name, constants.names, "--bound", problems);
        if (!k) continue;
        limits.bounds.lower[*k] = bound.lower;
        limits.bounds.upper[*k] = bound.upper;
    }
    std::vector<double> start(constants.values.begin(), constants.values.end());
    std::vector<bool> is_given(count, constants.are_written);
    for (auto const& [name, value] : given.starts) {
        auto const k = find(name, constants.names, "--start", problems);
        if (!k) continue;
        start[*k] = value;
        is_given[*k] = true;
    }
    for (std::size_t k = 0; k < count; ++k) {
        double const inside = limits.bounds.clamp(k, start[k]);
        if (inside == start[k]) continue;
        if (is_given[k]) {
            problems.add(fmt::format(
                "'{}' starts at {}, outside its bound {}:{} (a start must be "
                "within). Choose another --start, or a wider --bound?",
                constants.names[k], start[k], limits.bounds.lower[k], limits.bounds.upper[k]));
        }
        start[k] = limits.bounds.inside(k, start[k]);
    }
    problems.throw_if_any();
    if (!given.starts.empty()) limits.start = std::move(start);
    return limits;
}

}  // namespace balmer::app
