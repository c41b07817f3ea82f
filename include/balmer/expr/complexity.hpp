/// \file
/// Complexity of expressions.
#pragma once

#include "balmer/expr/tree.hpp"

#include <array>
#include <span>

namespace balmer::expr {

/// Complexity of a node of each opcode, in the order of the opcode table; 1 by default.
struct ComplexityWeights {
    std::array<int, opcode_count> of_opcode = [] {
        std::array<int, opcode_count> ones{};
        for (auto& weight : ones) weight = 1;
        return ones;
    }();

    int operator[](Opcode op) const { return of_opcode[index_of(op)]; }
    int& operator[](Opcode op) { return of_opcode[index_of(op)]; }
    bool operator==(ComplexityWeights const&) const = default;
};

/// Sum of the nodes' weights. Constant time if all weights are 1.
int complexity(std::span<Node const> nodes, ComplexityWeights const& weights = {});

}  // namespace balmer::expr
