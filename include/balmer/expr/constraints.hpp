/// \file
/// Which trees a search may build.
#pragma once

#include "balmer/expr/complexity.hpp"
#include "balmer/expr/tree.hpp"

#include <array>
#include <span>
#include <vector>

namespace balmer::expr {

/// A limit that limits nothing.
inline constexpr int unlimited = -1;

/// Complexity that the arguments of one operator may have; unary operators use `first` alone.
struct ArgumentLimits {
    int first = unlimited;
    int second = unlimited;

    bool operator==(ArgumentLimits const&) const = default;
};

/// Inside any argument of `outer`, no path from there to a leaf meets more than `max_count`
/// `inner`.
struct NestingLimit {
    Opcode outer = Opcode::constant;
    Opcode inner = Opcode::constant;
    int max_count = 0;

    bool operator==(NestingLimit const&) const = default;
};

struct Constraints {
    int max_complexity = unlimited;
    int max_depth = unlimited;
    /// In the order of the opcode table: `arguments[index_of(Opcode::square)] = {5}`.
    std::array<ArgumentLimits, opcode_count> arguments{};
    std::vector<NestingLimit> nesting{};

    bool operator==(Constraints const&) const = default;
};

/// Whether a tree obeys all limits. Linear time; no heap for trees up to 256 nodes.
bool is_legal(std::span<Node const> nodes, Constraints const& constraints,
              ComplexityWeights const& weights = {});
inline bool is_legal(Tree const& tree, Constraints const& constraints,
                     ComplexityWeights const& weights = {}) {
    return is_legal(std::span<Node const>(tree.nodes), constraints, weights);
}

}  // namespace balmer::expr
