/// \file
/// Random expressions of given sizes, for timings.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace balmer::bench {

struct RandomTreeSettings {
    /// At least one operator; unary or binary.
    std::vector<expr::Opcode> operators;
    /// Nodes, including leaves.
    std::size_t least_size = 20;
    std::size_t largest_size = 50;
    std::uint16_t feature_count = 10;
    /// Share of constants among the leaves of each tree, rounded to whole leaves; the others are
    /// features.
    double constant_share = 1.0 / 3;
    /// Constants are uniform in (-largest_constant, largest_constant).
    double largest_constant = 2;
    /// Attempts to arrange the operators of one tree before random_trees() gives up.
    std::size_t most_arrangements = 10000000;
};

/// The sizes in [least_size, largest_size] that trees of these operators can have; without unary
/// operators only odd sizes.
std::vector<std::size_t> attainable_sizes(RandomTreeSettings const& settings);

/// Operators of a tree of exactly `size` nodes, one of attainable_sizes(), each drawn uniformly. A
/// draw that misses the size is discarded as a whole, so that small arities have no advantage.
std::vector<expr::Opcode> random_operators(std::size_t size,
                                           std::vector<expr::Opcode> const& choices,
                                           RandomStream& stream);

/// A random tree of these operators: each, in random order, replaces a random leaf.
expr::Tree arrange(std::vector<expr::Opcode> operators, RandomTreeSettings const& settings,
                   RandomStream& stream);

/// `count` trees with sizes uniform among the attainable ones. If `is_usable` rejects a tree, its
/// operators are arranged again over other leaves, so that neither sizes nor operators lose their
/// distribution. Throws std::runtime_error if `most_arrangements` attempts fail.
std::vector<expr::Tree> random_trees(std::size_t count, RandomTreeSettings const& settings,
                                     RandomStream& stream,
                                     std::function<bool(expr::Tree const&)> const& is_usable);

}  // namespace balmer::bench
