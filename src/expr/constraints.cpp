#include "balmer/expr/constraints.hpp"

#include "small_stack.hpp"

#include <algorithm>

namespace balmer::expr {
namespace {

bool within(int value, int limit) { return limit == unlimited || value <= limit; }

bool obeys_argument_limits(std::span<Node const> nodes, Constraints const& constraints,
                           ComplexityWeights const& weights) {
    SmallStack<int> complexities(nodes.size());
    for (auto const node : nodes) {
        auto const& limits = constraints.arguments[index_of(node.op)];
        int sum = weights[node.op];
        if (arity(node.op) == 2) {
            int const second = complexities.pop();
            if (!within(second, limits.second)) return false;
            sum += second;
        }
        if (arity(node.op) >= 1) {
            int const first = complexities.pop();
            if (!within(first, limits.first)) return false;
            sum += first;
        }
        complexities.push(sum);
    }
    return true;
}

bool obeys(std::span<Node const> nodes, NestingLimit const& limit) {
    SmallStack<int> counts(nodes.size());
    for (auto const node : nodes) {
        int deepest = 0;
        for (int i = 0; i < arity(node.op); ++i) deepest = std::max(deepest, counts.pop());
        if (node.op == limit.outer && !within(deepest, limit.max_count)) return false;
        counts.push(deepest + (node.op == limit.inner ? 1 : 0));
    }
    return true;
}

}  // namespace

bool is_legal(std::span<Node const> nodes, Constraints const& constraints,
              ComplexityWeights const& weights) {
    bool const limits_arguments = std::ranges::any_of(
        constraints.arguments,
        [](ArgumentLimits const& limits) { return limits != ArgumentLimits{}; });
    return within(complexity(nodes, weights), constraints.max_complexity) &&
           (constraints.max_depth == unlimited || depth(nodes) <= constraints.max_depth) &&
           (!limits_arguments || obeys_argument_limits(nodes, constraints, weights)) &&
           std::ranges::all_of(constraints.nesting,
                               [&](auto const& rule) { return obeys(nodes, rule); });
}

}  // namespace balmer::expr
