#include "balmer/scoring/formula_input.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace balmer::scoring {
namespace {

using Names = std::vector<std::string>;

bool contains(Names const& names, std::string const& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Every name in the formula, columns and constants alike.
Names names_in(std::string const& formula) {
    return expr::parse(formula, {}, expr::UnknownNames::are_parameters).parameter_names;
}

bool is_derived(data::SourceSpec const& spec, std::string const& name) {
    return std::any_of(spec.derived.begin(), spec.derived.end(),
                       [&](auto const& definition) { return definition.first == name; });
}

/// A column of the file that a formula names.
struct NamedColumn {
    std::string name;
    /// Why it can be no feature; empty where it can.
    std::string refusal;
};

/// Those of `names` that are columns of the file, of whatever role.
std::vector<NamedColumn> columns_among(data::SourceSpec spec, Names const& names) {
    std::vector<NamedColumn> columns;
    if (names.empty()) return columns;
    spec.features = names;
    spec.derived.clear();
    Names problems;
    try {
        data::read_schema(spec);
    } catch (DataError const& error) {
        problems = error.problems();
    }
    for (auto const& name : names) {
        auto const title = "feature '" + name + "' ";
        auto const found = std::find_if(problems.begin(), problems.end(), [&](auto const& problem) {
            return problem.starts_with(title);
        });
        if (found == problems.end()) {
            columns.push_back({name, ""});
        } else if (!found->starts_with(title + "is not in ")) {
            columns.push_back({name, *found});
        }
    }
    return columns;
}

/// A file that does not say what its features are has those columns that the formulas name.
data::SourceSpec with_named_features(FormulaInput const& input, expr::UnknownNames policy) {
    auto spec = input.data;
    Names names = names_in(input.expression);
    std::erase_if(names, [&](auto const& name) { return is_derived(spec, name); });
    if (policy == expr::UnknownNames::refuse) {
        spec.features = names;
    } else {
        for (auto const& column : columns_among(spec, names)) {
            if (column.name != spec.target) spec.features.push_back(column.name);
        }
    }
    if (spec.features.empty() && spec.derived.empty()) {
        throw InputError("the formula names no column of '" + spec.file.string() +
                         "' (needs one at least). Give --features, or see balmer inspect");
    }
    return spec;
}

/// What the formula calls the features: the last component of a path, or the path as it was given.
Names names_of_features(FormulaInput const& input, data::SourceSpec const& spec,
                        data::Schema const& schema) {
    auto names = schema.feature_names();
    if (std::equal(spec.features.begin(), spec.features.end(), names.begin())) return names;
    auto const in_formula = names_in(input.expression);
    for (std::size_t i = 0; i < spec.features.size(); ++i) {
        if (contains(in_formula, spec.features[i])) names[i] = spec.features[i];
    }
    return names;
}

struct Source {
    data::SourceSpec spec;
    data::Schema schema;
};

Source open_source(FormulaInput const& input, expr::UnknownNames policy) {
    auto spec = input.data;
    if (!spec.features.empty() || !spec.matrix.empty()) return {spec, data::read_schema(spec)};
    try {
        return {spec, data::read_schema(spec)};
    } catch (DataError const&) {
        spec = with_named_features(input, policy);
        return {spec, data::read_schema(spec)};
    }
}

void refuse_columns_as_constants(data::SourceSpec const& spec, Names const& unknown) {
    ProblemList problems;
    for (auto const& [name, refusal] : columns_among(spec, unknown)) {
        auto const title = "'" + name + "' is ";
        auto const rename = ", and a constant to fit needs a name that is no column";
        if (name == spec.target) {
            problems.add(title + "the target (a formula may not use it" + rename +
                         "). Take another name?");
        } else if (!refusal.empty()) {
            problems.add(refusal + ". A constant to fit needs another name");
        } else {
            problems.add(title + "a column of '" + spec.file.string() +
                         "' that is not among the features (a formula may use features only" +
                         rename + "). Add it to --features, or take another name?");
        }
    }
    problems.throw_if_any();
}

/// The features that the formula uses and the derived ones behind them; one at least, since no name
/// means all of them.
std::vector<bool> find_used(expr::Tree const& tree, data::SourceSpec const& spec,
                            Names const& names) {
    std::vector<bool> is_used(names.size(), false);
    for (auto const& node : tree.nodes) {
        if (node.op == expr::Opcode::variable) is_used[node.feature] = true;
    }
    if (!names.empty() && std::find(is_used.begin(), is_used.end(), true) == is_used.end()) {
        is_used.front() = true;
    }
    for (std::size_t round = 0; round < spec.derived.size(); ++round) {
        for (auto const& [name, formula] : spec.derived) {
            auto const place = std::find(names.begin(), names.end(), name) - names.begin();
            if (!is_used[static_cast<std::size_t>(place)]) continue;
            for (auto const& input : names_in(formula)) {
                auto const found = std::find(names.begin(), names.end(), input);
                if (found != names.end() && is_derived(spec, input)) {
                    is_used[static_cast<std::size_t>(found - names.begin())] = true;
                }
            }
        }
    }
    return is_used;
}

/// Which constant leaves are the word `pi`: with a feature of that name they are variables.
std::vector<bool> find_pi(std::string const& expression, Names names, expr::UnknownNames policy,
                          expr::Tree const& tree) {
    std::vector<bool> is_pi;
    names.push_back("pi");
    auto const with_pi = expr::parse(expression, names, policy).tree;
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
        if (tree.nodes[i].op != expr::Opcode::constant) continue;
        is_pi.push_back(with_pi.nodes[i].op == expr::Opcode::variable);
    }
    return is_pi;
}

}  // namespace

BoundFormula bind_formula(FormulaInput const& input, expr::UnknownNames policy) {
    auto const [spec, schema] = open_source(input, policy);
    auto const names = names_of_features(input, spec, schema);
    auto const all = expr::parse(input.expression, names, expr::UnknownNames::are_parameters);
    refuse_columns_as_constants(spec, all.parameter_names);

    BoundFormula bound;
    bound.data = spec;
    bound.data.features.clear();
    auto const is_used = find_used(all.tree, spec, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!is_used[i]) continue;
        bound.feature_names.push_back(names[i]);
        // As the user gave it: a path says more than the name.
        bound.data.features.push_back(i < spec.features.size() ? spec.features[i] : names[i]);
    }
    std::erase_if(bound.data.derived, [&](auto const& definition) {
        return !contains(bound.feature_names, definition.first);
    });
    bound.formula = expr::parse(input.expression,
                                policy == expr::UnknownNames::refuse && !all.parameter_names.empty()
                                    ? names
                                    : bound.feature_names,
                                policy);
    bound.is_pi = find_pi(input.expression, bound.feature_names, policy, bound.formula.tree);
    bound.row_count = schema.row_count;
    if (bound.row_count == 0) {
        throw DataError("'" + input.data.file.string() + "' has no events (needs at least one)");
    }
    return bound;
}

void add_derived(data::SourceSpec& spec, std::vector<std::string> const& definitions) {
    ProblemList problems;
    for (auto const& definition : definitions) {
        auto const sign = definition.find('=');
        auto const name = std::string(trimmed(definition.substr(0, sign)));
        if (sign == std::string::npos || name.empty()) {
            problems.add("--derived '" + definition +
                         "' has no name and formula (needs NAME=FORMULA: s_phi=sin(dphi))");
            continue;
        }
        spec.derived.emplace_back(name, std::string(trimmed(definition.substr(sign + 1))));
    }
    problems.throw_if_any();
}

}  // namespace balmer::scoring
