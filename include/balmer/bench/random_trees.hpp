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
    /// At least one; unary or binary.
    std::vector<expr::Opcode> operators;
    /// Nodes, leaves counted.
    std::size_t least_size = 20;
    std::size_t largest_size = 50;
    std::uint16_t feature_count = 10;
    /// Of the leaves of each tree, to the nearest whole leaf; the others are features.
    double constant_share = 1.0 / 3;
    /// Constants are uniform in (-largest_constant, largest_constant).
    double largest_constant = 2;
    /// Of the operators of one tree, until random_trees() gives up.
    std::size_t most_arrangements = 10000000;
};

/// Sizes in [least_size, largest_size] that trees of these operators can have: without unary
/// operators the odd ones.
std::vector<std::size_t> attainable_sizes(RandomTreeSettings const& settings);

/// Operators of a tree of exactly `size` nodes, one of attainable_sizes(), each drawn uniformly. A
/// draw that misses the size is thrown away as a whole: there is no bias to small arities.
std::vector<expr::Opcode> random_operators(std::size_t size,
                                           std::vector<expr::Opcode> const& choices,
                                           RandomStream& stream);

/// A random tree of these operators: each, in random order, takes the place of a random leaf.
expr::Tree arrange(std::vector<expr::Opcode> operators, RandomTreeSettings const& settings,
                   RandomStream& stream);

/// `count` trees with sizes uniform among the attainable ones. Where `is_usable` refuses a tree,
/// its operators are arranged anew over other leaves, so that neither sizes nor operators lose
/// their distribution. Throws std::runtime_error where `most_arrangements` do not help.
std::vector<expr::Tree> random_trees(std::size_t count, RandomTreeSettings const& settings,
                                     RandomStream& stream,
                                     std::function<bool(expr::Tree const&)> const& is_usable);

}  // namespace balmer::bench
