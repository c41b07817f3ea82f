/// \file
/// Limits on the trees that a search may build.
#pragma once

#include "balmer/expr/complexity.hpp"
#include "balmer/expr/tree.hpp"

#include <array>
#include <span>
#include <vector>

namespace balmer::expr {

/// The value of a limit that is not set.
inline constexpr int unlimited = -1;

/// Largest complexity of the arguments of one operator. Unary operators use `first` only.
struct ArgumentLimits {
    int first = unlimited;
    int second = unlimited;

    bool operator==(ArgumentLimits const&) const = default;
};

/// No path from an argument of `outer` to a leaf contains more than `max_count` operators `inner`.
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

/// Returns true if a tree obeys all limits. Linear time; does not allocate for up to 256 nodes.
bool is_legal(std::span<Node const> nodes, Constraints const& constraints,
              ComplexityWeights const& weights = {});
inline bool is_legal(Tree const& tree, Constraints const& constraints,
                     ComplexityWeights const& weights = {}) {
    return is_legal(std::span<Node const>(tree.nodes), constraints, weights);
}

}  // namespace balmer::expr
