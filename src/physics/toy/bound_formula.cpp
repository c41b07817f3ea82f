#include "physics/toy/bound_formula.hpp"

#include "balmer/base/near_names.hpp"
#include "balmer/expr/parse.hpp"

#include <algorithm>
#include <cstddef>

namespace balmer::physics::toy {
namespace {

std::vector<std::string> names_of(NamedValues const& constants) {
    std::vector<std::string> names;
    for (auto const& [name, value] : constants) names.push_back(name);
    return names;
}

/// The value of each parameter; adds a mistake for each that has none.
std::vector<double> values_of(expr::Parsed const& parsed, std::vector<std::string> const& features,
                              NamedValues const& constants, ProblemList& problems) {
    auto known = features;
    auto const names = names_of(constants);
    known.insert(known.end(), names.begin(), names.end());
    std::vector<double> values;
    for (auto const& name : parsed.parameter_names) {
        auto const found = std::ranges::find(names, name);
        if (found != names.end()) {
            auto const index = static_cast<std::size_t>(found - names.begin());
            values.push_back(constants[index].second);
            continue;
        }
        values.push_back(0);
        problems.add("'" + name + "' in the formula is neither a feature nor a constant (known: " +
                     quoted_list(known) + ")." + suggestion(name, known) + " Add --range " + name +
                     "=LOW:HIGH or --constant " + name + "=VALUE?");
    }
    return values;
}

void check_that_all_are_used(std::vector<std::string> const& constants,
                             std::vector<std::string> const& used, ProblemList& problems) {
    for (auto const& name : constants) {
        if (std::ranges::find(used, name) != used.end()) continue;
        problems.add("constant '" + name + "' does not occur in the formula (each must)." +
                     suggestion(name, used));
    }
}

}  // namespace

expr::Tree bound_formula(std::string const& expression, std::vector<std::string> const& features,
                         NamedValues const& constants, ProblemList& problems) {
    expr::Parsed parsed;
    try {
        parsed = expr::parse(expression, features, expr::UnknownNames::are_parameters);
    } catch (InputError const& error) {
        for (auto const& problem : error.problems()) problems.add(problem);
        return {};
    }
    ProblemList found;
    auto const values = values_of(parsed, features, constants, found);
    check_that_all_are_used(names_of(constants), parsed.parameter_names, found);
    for (auto const& problem : found.problems()) problems.add(problem);
    if (!found.empty()) return {};
    for (std::size_t leaf = 0; leaf < parsed.parameter_of_constant.size(); ++leaf) {
        int const parameter = parsed.parameter_of_constant[leaf];
        if (parameter < 0) continue;
        parsed.tree.constants[leaf] = values[static_cast<std::size_t>(parameter)];
    }
    return parsed.tree;
}

}  // namespace balmer::physics::toy
