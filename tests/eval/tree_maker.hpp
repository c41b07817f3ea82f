/// \file
/// Random trees for tests of evaluators.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/expr/tree.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace balmer::eval {

using expr::Opcode;

/// Operators whose value IEEE 754 defines exactly.
inline std::vector<Opcode> const exact_operators = {
    Opcode::add, Opcode::sub,    Opcode::mul,  Opcode::div,  Opcode::min, Opcode::max,
    Opcode::neg, Opcode::square, Opcode::cube, Opcode::sqrt, Opcode::abs, Opcode::inv};

inline bool is_exact(Opcode op) {
    return std::find(exact_operators.begin(), exact_operators.end(), op) != exact_operators.end();
}

/// All operators, in the order of the table.
inline std::vector<Opcode> all_operators() {
    std::vector<Opcode> operators;
    for (auto const& info : expr::opcode_table) {
        if (info.arity > 0) operators.push_back(info.op);
    }
    return operators;
}

/// How a binary operator divides the remaining nodes between its arguments. A chain to the right
/// keeps a value at each level; a balanced tree needs the most values at a time, in any order of
/// evaluation.
enum class Shape { random, left_chain, right_chain, balanced };

/// A random tree of about `size` nodes; each leaf is a constant with probability 1/3.
class TreeMaker {
public:
    TreeMaker(std::vector<Opcode> operators, std::uint32_t feature_count, std::uint64_t seed)
        : operators_(std::move(operators)),
          feature_count_(feature_count),
          stream_(seed, 0, 0, balmer::Purpose::test) {}

    expr::Tree make(int size, Shape shape = Shape::random) {
        expr::Tree tree;
        shape_ = shape;
        grow(tree, size);
        return tree;
    }

private:
    void grow(expr::Tree& tree, int size) {
        if (size <= 1) return leaf(tree);
        Opcode const op = operators_[stream_.below(static_cast<std::uint32_t>(operators_.size()))];
        if (expr::arity(op) == 1) {
            grow(tree, size - 1);
        } else {
            int const left = left_size(size);
            grow(tree, left);
            grow(tree, size - 1 - left);
        }
        tree.nodes.push_back({op, 0});
    }

    int left_size(int size) {
        switch (shape_) {
            case Shape::left_chain:
                return size - 2;
            case Shape::right_chain:
                return std::min(size - 2, 1 + static_cast<int>(stream_.below(4)));
            case Shape::balanced:
                return (size - 1) / 2;
            case Shape::random:
                break;
        }
        return 1 + static_cast<int>(stream_.below(static_cast<std::uint32_t>(size)));
    }

    void leaf(expr::Tree& tree) {
        if (stream_.below(3) == 0) {
            tree.nodes.push_back({Opcode::constant, 0});
            tree.constants.push_back(stream_.uniform(-2, 2));
        } else {
            auto const feature = static_cast<std::uint16_t>(stream_.below(feature_count_));
            tree.nodes.push_back({Opcode::variable, feature});
        }
    }

    std::vector<Opcode> operators_;
    std::uint32_t feature_count_;
    RandomStream stream_;
    Shape shape_ = Shape::random;
};

}  // namespace balmer::eval
