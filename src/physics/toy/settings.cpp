#include "balmer/expr/parse.hpp"
#include "balmer/physics/toy/sample.hpp"

#include "physics/settings_checks.hpp"
#include "physics/toy/bound_formula.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::toy {
namespace {

/// Whole numbers beyond are not exact.
constexpr double largest_whole = 4503599627370496;  // 2^52
constexpr std::size_t most_idle = 1000;

void check_toy_range(Range const& range, ProblemList& problems) {
    auto const& [name, low, high, spread] = range;
    auto const text = sentence("the range of '", name, "', ", low, " to ", high, ",");
    if (!std::isfinite(low) || !std::isfinite(high) || !std::isfinite(high - low) || low > high) {
        problems.add(text + " is not a range (needs finite numbers LOW <= HIGH)");
    } else if (spread == Spread::logarithmic && !(low > 0)) {
        problems.add(text + " has no logarithm (log: needs LOW > 0)");
    } else if (spread == Spread::whole &&
               (low != std::floor(low) || high != std::floor(high) ||
                std::max(std::abs(low), std::abs(high)) > largest_whole)) {
        problems.add(text + " does not end at whole numbers (int: needs that, up to 2^52 in size)");
    }
}

bool is_idle_name(std::string const& name, std::size_t idle_count) {
    for (std::size_t i = 1; i <= idle_count; ++i) {
        if (name == sentence("idle_", i)) return true;
    }
    return false;
}

void check_names(Settings const& settings, ProblemList& problems) {
    auto names = feature_names(settings);
    for (auto const& [name, value] : settings.constants) {
        names.push_back(name);
        if (!std::isfinite(value)) {
            problems.add(sentence("constant '", name, "' is ", value, " (must be finite)"));
        }
    }
    names.push_back(settings.target);
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const& name = names[i];
        auto const before = names.begin() + static_cast<std::ptrdiff_t>(i);
        if (name.empty() || name.find('/') != std::string::npos) {
            problems.add("'" + name + "' is no name of a column (needs a text without '/')");
        } else if (expr::is_reserved_name(name)) {
            problems.add("'" + name + "' has a fixed meaning in formulas. Choose another name?");
        } else if (std::find(names.begin(), before, name) != before) {
            problems.add("'" + name +
                         "' is given twice (features, constants and the target need distinct "
                         "names)");
        } else if (name == "exact" || is_idle_name(name, settings.idle_count)) {
            problems.add("'" + name + "' is the name of another column. Choose another name?");
        }
    }
}

}  // namespace

std::string_view to_string(Spread spread) {
    switch (spread) {
        case Spread::uniform:
            return "uniform";
        case Spread::logarithmic:
            return "logarithmic";
        case Spread::whole:
            return "whole";
    }
    return "";
}

std::vector<std::string> feature_names(Settings const& settings) {
    std::vector<std::string> names;
    for (auto const& range : settings.ranges) names.push_back(range.name);
    return names;
}

void validate(Settings const& settings) {
    ProblemList problems;
    check_event_count(settings.event_count, 10000, problems);
    if (settings.ranges.empty()) {
        problems.add("no feature has a range (needs at least one). Add --range x=1:5?");
    }
    for (auto const& range : settings.ranges) check_toy_range(range, problems);
    check_names(settings, problems);
    if (!(settings.noise >= 0 && std::isfinite(settings.noise))) {
        problems.add(sentence("the noise is ", settings.noise,
                              " (must be finite and not negative). Take 0.01?"));
    }
    if (settings.idle_count > most_idle) {
        problems.add(sentence("there are ", settings.idle_count, " idle features (at most ",
                              most_idle, "). Take 10?"));
    }
    bound_formula(settings.expression, feature_names(settings), settings.constants, problems);
    problems.throw_if_any();
}

}  // namespace balmer::physics::toy
