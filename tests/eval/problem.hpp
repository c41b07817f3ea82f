/// \file
/// Random trees and random rows to judge evaluators by.
#pragma once

#include "balmer/base/aligned.hpp"
#include "balmer/base/random.hpp"
#include "balmer/data/table.hpp"
#include "balmer/expr/tree.hpp"

#include "eval/kernel_family.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace balmer::eval {

using expr::Opcode;

/// Operators whose value IEEE 754 fixes to the last bit.
inline std::vector<Opcode> const exact_operators = {
    Opcode::add, Opcode::sub,    Opcode::mul,  Opcode::div,  Opcode::min, Opcode::max,
    Opcode::neg, Opcode::square, Opcode::cube, Opcode::sqrt, Opcode::abs, Opcode::inv};

/// All operators, in the order of the table.
inline std::vector<Opcode> all_operators() {
    std::vector<Opcode> operators;
    for (auto const& info : expr::opcode_table) {
        if (info.arity > 0) operators.push_back(info.op);
    }
    return operators;
}

/// A random tree of about `size` nodes; each leaf is a constant with probability 1/3.
class TreeMaker {
public:
    TreeMaker(std::vector<Opcode> operators, std::uint32_t feature_count, std::uint64_t seed)
        : operators_(std::move(operators)),
          feature_count_(feature_count),
          stream_(seed, 0, 0, balmer::Purpose::test) {}

    expr::Tree make(int size) {
        expr::Tree tree;
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
            int const left = 1 + static_cast<int>(stream_.below(static_cast<std::uint32_t>(size)));
            grow(tree, left);
            grow(tree, size - 1 - left);
        }
        tree.nodes.push_back({op, 0});
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
};

/// Subnormal, huge, zero, infinite, NaN and in between.
template <class Scalar>
std::vector<Scalar> special_values() {
    using Limits = std::numeric_limits<Scalar>;
    std::vector<Scalar> values = {Limits::quiet_NaN()};
    for (Scalar const magnitude : {Scalar(0),
                                   Limits::denorm_min(),
                                   Limits::min() / 3,
                                   Limits::min(),
                                   Scalar(1e-20),
                                   Limits::epsilon(),
                                   Scalar(0.1),
                                   Scalar(0.5),
                                   Scalar(1) - Limits::epsilon() / 2,
                                   Scalar(1),
                                   Scalar(1) + Limits::epsilon(),
                                   Scalar(1.5),
                                   Scalar(2),
                                   Scalar(3),
                                   Scalar(10),
                                   Scalar(88.7),
                                   Scalar(710),
                                   Scalar(12345.678),
                                   Scalar(1e7),
                                   Scalar(1e20),
                                   Limits::max(),
                                   Limits::infinity()}) {
        values.push_back(magnitude);
        values.push_back(-magnitude);
    }
    return values;
}

/// Columns of random rows, with slices of them that start anywhere.
template <class Scalar>
class Problem {
public:
    enum class Data { tame, special };
    enum class Weights { none, random };

    Problem(std::size_t row_count, std::size_t feature_count, Data data, Weights weights,
            std::uint64_t seed)
        : columns_(feature_count + 2, AlignedVector<Scalar>(row_count)),
          weighted_(weights == Weights::random),
          row_count_(row_count) {
        RandomStream stream(seed, 0, 0, balmer::Purpose::test);
        auto const specials = special_values<Scalar>();
        for (auto& column : columns_) {
            for (auto& value : column) {
                bool const is_special = data == Data::special && stream.below(4) == 0;
                value = is_special
                            ? specials[stream.below(static_cast<std::uint32_t>(specials.size()))]
                            : static_cast<Scalar>(stream.uniform(-2, 2));
            }
        }
        for (auto& value : columns_.back()) value = static_cast<Scalar>(stream.uniform(0, 3));
    }

    /// Valid until the next call.
    data::Rows<Scalar> rows(std::size_t begin, std::size_t count) {
        pointers_.clear();
        for (auto const& column : columns_) pointers_.push_back(column.data() + begin);
        std::size_t const feature_count = columns_.size() - 2;
        return {{pointers_.data(), feature_count},
                pointers_[feature_count],
                weighted_ ? pointers_.back() : nullptr,
                count};
    }
    data::Rows<Scalar> rows() { return rows(0, row_count_); }

private:
    /// Features, target, weights.
    std::vector<AlignedVector<Scalar>> columns_;
    std::vector<Scalar const*> pointers_;
    bool weighted_;
    std::size_t row_count_;
};

/// The kernels this processor can run.
inline std::vector<KernelFamily> supported_families() {
    std::vector<KernelFamily> families;
    for (auto const family : all_kernel_families) {
        if (is_supported(family)) families.push_back(family);
    }
    return families;
}

/// The tree in postfix words, for messages.
inline std::string describe(expr::Tree const& tree) {
    std::string text;
    std::size_t constant = 0;
    for (auto const node : tree.nodes) {
        if (node.op == Opcode::constant) {
            text += std::to_string(tree.constants[constant++]);
        } else if (node.op == Opcode::variable) {
            text += "x" + std::to_string(node.feature);
        } else {
            text += expr::name(node.op);
        }
        text += ' ';
    }
    return text;
}

}  // namespace balmer::eval
