#include "balmer/app/formula_input.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>

namespace balmer::app {
namespace {

std::string trimmed(std::string const& text) {
    auto const first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The names that occur in the formula; one at least, since no name means all of them.
std::vector<std::string> used_names(expr::Tree const& tree, std::vector<std::string> const& names) {
    std::vector<bool> is_used(names.size(), false);
    for (auto const& node : tree.nodes) {
        if (node.op == expr::Opcode::variable) is_used[node.feature] = true;
    }
    std::vector<std::string> used;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (is_used[i]) used.push_back(names[i]);
    }
    if (used.empty() && !names.empty()) used.push_back(names.front());
    return used;
}

}  // namespace

BoundFormula bind_formula(FormulaInput const& input, expr::UnknownNames policy) {
    auto const all_names = data::read_schema(input.data).feature_names();
    auto const formula = expr::parse(input.expression, all_names, policy);
    BoundFormula bound{.formula = {}, .data = input.data, .feature_names = {}, .row_count = 0};
    bound.data.features = used_names(formula.tree, all_names);
    std::erase_if(bound.data.derived, [&](auto const& definition) {
        auto const& used = bound.data.features;
        return std::find(used.begin(), used.end(), definition.first) == used.end();
    });
    auto const schema = data::read_schema(bound.data);
    bound.feature_names = schema.feature_names();
    bound.formula = expr::parse(input.expression, bound.feature_names, policy);
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
        auto const name = trimmed(definition.substr(0, sign));
        if (sign == std::string::npos || name.empty()) {
            problems.add("--derived '" + definition +
                         "' has no name and formula (needs NAME=FORMULA: s_phi=sin(dphi))");
            continue;
        }
        spec.derived.emplace_back(name, trimmed(definition.substr(sign + 1)));
    }
    problems.throw_if_any();
}

}  // namespace balmer::app
