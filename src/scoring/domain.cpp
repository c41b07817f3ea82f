#include "domain.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace balmer::scoring {
namespace {

using expr::Opcode;

/// A subtree of the formula, and the parameters of its constants.
struct Part {
    expr::Tree tree;
    std::vector<int> parameters;
};

Part extract(expr::Tree const& formula, fit::ParameterMap const& map, expr::NodeRange range) {
    auto const nodes = std::span(formula.nodes);
    auto const first = static_cast<std::ptrdiff_t>(expr::count_constants(nodes.first(range.begin)));
    Part part{expr::extract_subtree(formula, range), {}};
    auto const begin = map.parameter_of_constant.begin() + first;
    part.parameters.assign(begin, begin + static_cast<std::ptrdiff_t>(part.tree.constants.size()));
    return part;
}

/// 1 + x or 1 - x.
Part one_and(Opcode op, Part const& x) {
    auto result = Part{expr::constant_tree(1.0), {-1}};
    expr::insert(result.tree, 1, x.tree);
    result.tree.nodes.push_back({op, 0});
    result.parameters.insert(result.parameters.end(), x.parameters.begin(), x.parameters.end());
    return result;
}

/// Makes products of the quotients at `root` and in its factors: the sign is the same, and there
/// are no poles, beyond which the sign would change without passing through zero.
void replace_quotients(std::vector<expr::Node>& nodes, std::size_t root) {
    auto& op = nodes[root].op;
    if (op != Opcode::mul && op != Opcode::div) return;
    op = Opcode::mul;
    replace_quotients(nodes, root - 1);
    replace_quotients(nodes, expr::subtree(nodes, root - 1).begin - 1);
}

bool is_fixed_whole_number(Part const& part) {
    return part.tree.size() == 1 && part.tree.constants.size() == 1 && part.parameters[0] < 0 &&
           std::floor(part.tree.constants[0]) == part.tree.constants[0];
}

/// What must not be negative for the operator at `root` to have a value.
std::vector<Part> arguments_of(expr::Tree const& formula, fit::ParameterMap const& map,
                               std::size_t root) {
    auto const last = [&](std::size_t end) {
        return extract(formula, map, expr::subtree(formula.nodes, end - 1));
    };
    auto const sign_of_last = [&](std::size_t end) {
        auto part = last(end);
        replace_quotients(part.tree.nodes, part.tree.size() - 1);
        return part;
    };
    switch (formula.nodes[root].op) {
        case Opcode::sqrt:
        case Opcode::log:
            return {sign_of_last(root)};
        case Opcode::asin:
        case Opcode::acos:
            return {one_and(Opcode::sub, last(root)), one_and(Opcode::add, last(root))};
        case Opcode::pow: {
            auto const exponent = expr::subtree(formula.nodes, root - 1);
            if (is_fixed_whole_number(extract(formula, map, exponent))) return {};
            return {sign_of_last(exponent.begin)};
        }
        default:
            return {};
    }
}

}  // namespace

expr::Tree DomainCondition::at(std::span<double const> parameters) const {
    auto tree = argument;
    map.apply(parameters, tree.constants);
    return tree;
}

std::vector<double> DomainCondition::by_parameters(std::vector<double> const& gradient) const {
    std::vector<double> result(map.parameter_count, 0.0);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        int const parameter = map.parameter_of_constant[i];
        if (parameter >= 0) result[static_cast<std::size_t>(parameter)] += gradient[i];
    }
    return result;
}

std::vector<DomainCondition> domain_conditions(expr::Tree const& formula,
                                               fit::ParameterMap const& map) {
    std::vector<DomainCondition> conditions;
    for (std::size_t root = 0; root < formula.size(); ++root) {
        for (auto& part : arguments_of(formula, map, root)) {
            bool const depends = std::ranges::any_of(part.parameters, [](int k) { return k >= 0; });
            if (!depends) continue;
            conditions.push_back({std::move(part.tree),
                                  {std::move(part.parameters), map.parameter_count},
                                  expr::subtree(formula.nodes, root)});
        }
    }
    return conditions;
}

}  // namespace balmer::scoring
