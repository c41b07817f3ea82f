/// \file
/// Random trees and rows for tests of laws, in this and other modules.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/expr/tree.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

namespace balmer::expr::testing {

inline std::vector<Opcode> all_operators() {
    std::vector<Opcode> operators;
    for (auto const& row : opcode_table) {
        if (!is_leaf(row.op)) operators.push_back(row.op);
    }
    return operators;
}

struct RandomTreeSettings {
    std::vector<Opcode> operators = all_operators();
    std::uint32_t feature_count = 4;
    /// Largest number of nodes.
    std::uint32_t max_size = 30;
    double constant_probability = 0.4;
    /// Probability of a small integer, so that neutral and equal constants occur.
    double integer_probability = 0.5;
};

inline double random_constant(RandomStream& stream, RandomTreeSettings const& settings) {
    if (stream.bernoulli(settings.integer_probability)) {
        return static_cast<double>(stream.below(7)) - 3;
    }
    double const magnitude = std::exp(stream.uniform(-4, 4));
    return stream.bernoulli(0.5) ? magnitude : -magnitude;
}

inline void append_random_tree(Tree& tree, std::uint32_t size, RandomStream& stream,
                               RandomTreeSettings const& settings) {
    std::vector<Opcode> fitting;
    for (auto const op : settings.operators) {
        if (static_cast<std::uint32_t>(arity(op)) < size) fitting.push_back(op);
    }
    if (fitting.empty()) {
        if (stream.bernoulli(settings.constant_probability)) {
            tree.nodes.push_back({Opcode::constant, 0});
            tree.constants.push_back(random_constant(stream, settings));
        } else {
            auto const feature = static_cast<std::uint16_t>(stream.below(settings.feature_count));
            tree.nodes.push_back({Opcode::variable, feature});
        }
        return;
    }
    auto const op = fitting[stream.below(static_cast<std::uint32_t>(fitting.size()))];
    if (arity(op) == 1) {
        append_random_tree(tree, size - 1, stream, settings);
    } else {
        auto const left = 1 + stream.below(size - 2);
        append_random_tree(tree, left, stream, settings);
        append_random_tree(tree, size - 1 - left, stream, settings);
    }
    tree.nodes.push_back({op, 0});
}

/// A valid tree over the settings' operators and features.
inline Tree random_tree(RandomStream& stream, RandomTreeSettings const& settings = {}) {
    Tree tree;
    append_random_tree(tree, 1 + stream.below(settings.max_size), stream, settings);
    return tree;
}

/// Values of the features, mostly of order one and of both signs.
inline std::vector<double> random_row(RandomStream& stream, std::size_t feature_count = 4) {
    std::vector<double> row(feature_count);
    for (auto& value : row) value = 2 * stream.normal();
    return row;
}

}  // namespace balmer::expr::testing
