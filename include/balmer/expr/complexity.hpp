/// \file
/// How much a formula asks of its reader.
#pragma once

#include "balmer/expr/tree.hpp"

#include <array>
#include <span>

namespace balmer::expr {

/// What a node of each opcode counts, in the order of the opcode table. By default 1.
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

/// Sum of the nodes' weights. With all weights 1 the number of nodes, in no time.
int complexity(std::span<Node const> nodes, ComplexityWeights const& weights = {});

}  // namespace balmer::expr
