/// \file
/// Expressions as values: postfix nodes, with the constants apart.
#pragma once

#include "balmer/expr/opcode.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::expr {

struct Node {
    Opcode op = Opcode::constant;
    /// Index of the feature of a variable; 0 for every other node.
    std::uint16_t feature = 0;

    bool operator==(Node const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& op& feature;
    }
};

/// An expression. `nodes` is postfix: arguments left to right, then their operator, the root last.
/// `constants[i]` belongs to the i-th constant leaf in that order, so that a subtree is one range
/// of nodes and one range of constants, and the structure can be hashed and compiled without
/// values.
struct Tree {
    std::vector<Node> nodes;
    std::vector<double> constants;

    std::size_t size() const { return nodes.size(); }
    bool operator==(Tree const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& nodes& constants;
    }
};

/// Half-open range of node indices.
struct NodeRange {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t size() const { return end - begin; }
    bool operator==(NodeRange const&) const = default;
};

/// The nodes of the subtree whose root is `nodes[root]`; its last index is `root`. Linear time.
NodeRange subtree(std::span<Node const> nodes, std::size_t root);

/// Number of constant leaves among `nodes`.
std::size_t count_constants(std::span<Node const> nodes);

/// Levels of the tree: 1 for a single leaf.
int depth(std::span<Node const> nodes);

/// Nodes form exactly one tree, constants match the constant leaves and are finite, and every
/// feature index is below `feature_count`.
bool is_valid(Tree const& tree, std::size_t feature_count);

/// A tree of one leaf.
Tree constant_tree(double value);
Tree variable_tree(std::uint16_t feature);

/// Replaces the nodes of `range` (one subtree of `tree`), constants included, by `replacement`.
/// `replacement` must not be part of `tree`.
void replace_subtree(Tree& tree, NodeRange range, Tree const& replacement);

/// A copy of one subtree, constants included.
Tree extract_subtree(Tree const& tree, NodeRange range);

/// Puts the nodes of `part` before the node at `position`, constants included.
void insert(Tree& tree, std::size_t position, Tree const& part);

/// Takes a range of nodes out, constants included.
void erase(Tree& tree, NodeRange range);

/// Swaps one subtree of `left` with one of `right`, another tree; constants included.
void swap_subtrees(Tree& left, NodeRange left_range, Tree& right, NodeRange right_range);

/// Swaps two neighbouring ranges of nodes, [first, middle) and [middle, last), constants included.
void swap_neighbours(Tree& tree, std::size_t first, std::size_t middle, std::size_t last);

/// Value at one row, node by node: the slow judge of every fast evaluator, and what derived
/// features and constant folding use. `features[i]` is the value of feature i.
double evaluate(Tree const& tree, std::span<double const> features);

}  // namespace balmer::expr
