#include "balmer/expr/complexity.hpp"

namespace balmer::expr {

int complexity(std::span<Node const> nodes, ComplexityWeights const& weights) {
    if (weights == ComplexityWeights{}) return static_cast<int>(nodes.size());
    int sum = 0;
    for (auto const node : nodes) sum += weights[node.op];
    return sum;
}

}  // namespace balmer::expr
