/// \file
/// Expressions: nodes in postfix order, with the constants in a separate array.
#pragma once

#include "balmer/expr/opcode.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::expr {

struct Node {
    Opcode op = Opcode::constant;
    /// Index of the feature if the node is a variable, else 0.
    std::uint16_t feature = 0;

    bool operator==(Node const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& op& feature;
    }
};

/// An expression. `nodes` is in postfix order: arguments left to right, then their operator; the
/// root is last. `constants[i]` belongs to the i-th constant leaf in that order. A subtree is thus
/// one range of nodes and one range of constants, and the structure can be hashed and compiled
/// without the values.
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

/// The nodes of the subtree with the root `nodes[root]`, which is its last node. Linear time.
NodeRange subtree(std::span<Node const> nodes, std::size_t root);

/// Number of constant leaves among `nodes`.
std::size_t count_constants(std::span<Node const> nodes);

/// Number of levels of the tree; 1 for a single leaf.
int depth(std::span<Node const> nodes);

/// Returns true if the nodes form exactly one tree, the constants match the constant leaves and are
/// finite, and every feature index is below `feature_count`.
bool is_valid(Tree const& tree, std::size_t feature_count);

/// Trees of one leaf.
Tree constant_tree(double value);
Tree variable_tree(std::uint16_t feature);

/// Replaces the subtree `range` of `tree`, with its constants, by `replacement`, which must be
/// another object.
void replace_subtree(Tree& tree, NodeRange range, Tree const& replacement);

/// A copy of one subtree with its constants.
Tree extract_subtree(Tree const& tree, NodeRange range);

/// Inserts the nodes of `part` with their constants before the node at `position`.
void insert(Tree& tree, std::size_t position, Tree const& part);

/// Removes a range of nodes with their constants.
void erase(Tree& tree, NodeRange range);

/// Swaps a subtree of `left` with one of `right`, with their constants. The trees are distinct
/// objects.
void swap_subtrees(Tree& left, NodeRange left_range, Tree& right, NodeRange right_range);

/// Swaps two adjacent ranges of nodes, [first, middle) and [middle, last), with their constants.
void swap_neighbours(Tree& tree, std::size_t first, std::size_t middle, std::size_t last);

/// Value at one row, node by node. Reference for every fast evaluator; derived features and
/// constant folding use it. `features[i]` is the value of feature i.
double evaluate(Tree const& tree, std::span<double const> features);

}  // namespace balmer::expr
