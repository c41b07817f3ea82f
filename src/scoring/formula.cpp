#include "balmer/scoring/formula.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/text.hpp"
#include "balmer/data/event_source.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

namespace balmer::scoring {
namespace {

using Names = std::vector<std::string>;

bool contains(Names const& names, std::string const& name) {
    return std::ranges::find(names, name) != names.end();
}

/// Every name in the formula, columns and constants alike.
Names names_in(std::string const& formula) {
    return expr::parse(formula, {}, expr::UnknownNames::are_parameters).parameter_names;
}

bool is_derived(data::SourceSpec const& spec, std::string const& name) {
    return std::ranges::any_of(spec.derived,
                               [&](auto const& definition) { return definition.first == name; });
}

/// The spec with the features that the formula can use. If neither the user nor the file lists
/// features, these are the columns that the formula names.
data::SourceSpec with_features(data::SourceSpec spec, data::EventSource const& source,
                               Names const& names, expr::UnknownNames policy) {
    bool const are_listed =
        !spec.features.empty() || !spec.matrix.empty() || source.lists_features();
    if (are_listed) return spec;
    for (auto const& name : names) {
        if (is_derived(spec, name)) continue;
        // Listing an unknown name makes the schema report it, with near names.
        bool const is_wanted = policy == expr::UnknownNames::refuse ||
                               (source.meaning_of(name).is_column && name != spec.target);
        if (is_wanted) spec.features.push_back(name);
    }
    if (spec.features.empty() && spec.derived.empty()) {
        throw InputError("the formula names no column of '" + spec.file.string() +
                         "' (it needs at least one). List --features, or see balmer inspect");
    }
    return spec;
}

/// The names of the features in the formula: the last component of a path, or the path as given.
Names feature_names(data::SourceSpec const& spec, data::Schema const& schema,
                    Names const& names_in_formula) {
    auto names = schema.feature_names();
    for (std::size_t i = 0; i < spec.features.size(); ++i) {
        if (contains(names_in_formula, spec.features[i])) names[i] = spec.features[i];
    }
    return names;
}

/// Throws InputError if one of the formula's parameters has the name of a column.
void refuse_columns_as_parameters(data::SourceSpec const& spec, data::EventSource const& source,
                                  Names const& parameters) {
    ProblemList problems;
    for (auto const& name : parameters) {
        auto const meaning = source.meaning_of(name);
        if (!meaning.is_column) continue;
        constexpr auto const* rename = ", and a constant to fit needs a name that is not a column";
        if (name == spec.target) {
            problems.add("'" + name + "' is the target (a formula cannot use it" + rename +
                         "). Choose another name?");
        } else if (!meaning.refusal.empty()) {
            problems.add(meaning.refusal + ". A constant to fit needs another name");
        } else {
            problems.add("'" + name + "' is a column of '" + spec.file.string() +
                         "' that is not among the features (a formula can use features only" +
                         rename + "). Add it to --features, or choose another name?");
        }
    }
    problems.throw_if_any();
}

/// Which features the formula uses, including derived features that others need. At least one,
/// since a spec without features means all of them.
std::vector<bool> find_used(expr::Tree const& tree, data::SourceSpec const& spec,
                            Names const& names) {
    std::vector<bool> is_used(names.size(), false);
    for (auto const& node : tree.nodes) {
        if (node.op == expr::Opcode::variable) is_used[node.feature] = true;
    }
    if (!names.empty() && std::ranges::find(is_used, true) == is_used.end()) {
        is_used.front() = true;
    }
    // A derived feature may use others: at most as many rounds as there are.
    for (std::size_t round = 0; round < spec.derived.size(); ++round) {
        for (auto const& [name, formula] : spec.derived) {
            auto const place = std::ranges::find(names, name) - names.begin();
            if (!is_used[static_cast<std::size_t>(place)]) continue;
            for (auto const& input : names_in(formula)) {
                auto const found = std::ranges::find(names, input);
                if (found != names.end() && is_derived(spec, input)) {
                    is_used[static_cast<std::size_t>(found - names.begin())] = true;
                }
            }
        }
    }
    return is_used;
}

/// Removes unused features from the spec, and renumbers those of the formula.
void keep_used(BoundFormula& bound, Names const& names, std::vector<bool> const& is_used) {
    auto const listed = std::exchange(bound.data.features, {});
    std::vector<std::uint16_t> new_index(names.size(), 0);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!is_used[i]) continue;
        new_index[i] = static_cast<std::uint16_t>(bound.feature_names.size());
        bound.feature_names.push_back(names[i]);
        // The user's spelling may be a path, which says more than the name.
        bound.data.features.push_back(i < listed.size() ? listed[i] : names[i]);
    }
    for (auto& node : bound.formula.tree.nodes) {
        if (node.op == expr::Opcode::variable) node.feature = new_index[node.feature];
    }
    std::erase_if(bound.data.derived, [&](auto const& definition) {
        return !contains(bound.feature_names, definition.first);
    });
}

}  // namespace

BoundFormula bind_formula(FormulaInput const& input, expr::UnknownNames policy) {
    auto const names = names_in(input.expression);
    data::EventSource const source(input.data);
    BoundFormula bound;
    bound.data = with_features(input.data, source, names, policy);
    auto const schema = source.schema(bound.data);
    if (schema.row_count == 0) {
        throw DataError("'" + input.data.file.string() + "' has no events (needs at least one)");
    }
    bound.row_count = schema.row_count;
    auto const features = feature_names(bound.data, schema, names);
    Names unknown;
    std::ranges::copy_if(names, std::back_inserter(unknown),
                         [&](std::string const& name) { return !contains(features, name); });
    refuse_columns_as_parameters(bound.data, source, unknown);
    bound.formula = expr::parse(input.expression, features, policy);
    keep_used(bound, features, find_used(bound.formula.tree, bound.data, features));
    return bound;
}

void add_derived(data::SourceSpec& spec, std::vector<std::string> const& definitions) {
    ProblemList problems;
    for (auto const& definition : definitions) {
        auto const sign = definition.find('=');
        std::string const name(trimmed(std::string_view(definition).substr(0, sign)));
        if (sign == std::string::npos || name.empty()) {
            problems.add("--derived '" + definition +
                         "' has no name and formula (needs NAME=FORMULA: s_phi=sin(dphi))");
            continue;
        }
        spec.derived.emplace_back(name, trimmed(std::string_view(definition).substr(sign + 1)));
    }
    problems.throw_if_any();
}

}  // namespace balmer::scoring
