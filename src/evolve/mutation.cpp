#include "evolve/mutation.hpp"

#include "evolve/creation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace balmer::evolve {
namespace {

using expr::NodeRange;
using expr::Tree;

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

std::uint32_t as_bound(std::size_t count) { return static_cast<std::uint32_t>(count); }

std::size_t random_index(std::size_t count, RandomStream& stream) {
    return stream.below(as_bound(count));
}

/// Index of a random node among those that satisfy `wanted` (equal probability), or `nowhere`.
template <class Predicate>
std::size_t random_node(Tree const& tree, RandomStream& stream, Predicate wanted) {
    auto const count = static_cast<std::size_t>(std::ranges::count_if(tree.nodes, wanted));
    if (count == 0) return nowhere;
    auto remaining = random_index(count, stream);
    for (std::size_t i = 0;; ++i) {
        if (wanted(tree.nodes[i]) && remaining-- == 0) return i;
    }
}

bool is_variable(expr::Node const& node) { return node.op == expr::Opcode::variable; }
bool is_leaf(expr::Node const& node) { return expr::is_leaf(node.op); }
bool is_operator(expr::Node const& node) { return !expr::is_leaf(node.op); }
bool is_binary(expr::Node const& node) { return expr::arity(node.op) == 2; }

expr::Opcode random_operator(Vocabulary const& vocabulary, RandomStream& stream) {
    auto const choice = random_index(vocabulary.operator_count(), stream);
    return choice < vocabulary.unary.size() ? vocabulary.unary[choice]
                                            : vocabulary.binary[choice - vocabulary.unary.size()];
}

void insert_operator(Tree& tree, std::size_t position, expr::Opcode op) {
    tree.nodes.insert(tree.nodes.begin() + static_cast<std::ptrdiff_t>(position), {op, 0});
}

/// A second operand for a growing tree: usually a leaf, sometimes a small tree.
void make_operand(Tree& operand, Vocabulary const& vocabulary, RandomStream& stream) {
    constexpr double small_tree_probability = 0.3;
    if (stream.bernoulli(small_tree_probability)) {
        make_random_tree(operand, 3, vocabulary, stream);
    } else {
        make_random_leaf(operand, vocabulary, stream);
    }
}

/// Places a subtree under a new operator, as a random operand.
void cover(Tree& tree, NodeRange part, MutationContext const& context, RandomStream& stream) {
    auto const op = random_operator(context.vocabulary, stream);
    insert_operator(tree, part.end, op);
    if (expr::arity(op) == 1) return;
    make_operand(context.fresh, context.vocabulary, stream);
    expr::insert(tree, stream.bernoulli(0.5) ? part.end : part.begin, context.fresh);
}

bool perturb_constant(Tree& tree, Perturbation const& perturbation, RandomStream& stream) {
    if (tree.constants.empty()) return false;
    double& constant = tree.constants[random_index(tree.constants.size(), stream)];
    double const factor = std::pow(1.1 + perturbation.factor, stream.uniform());
    double value = stream.bernoulli(0.5) ? constant * factor : constant / factor;
    if (stream.bernoulli(perturbation.negate_probability)) value = -value;
    if (!std::isfinite(value)) return false;
    constant = value;
    return true;
}

bool change_operator(Tree& tree, Vocabulary const& vocabulary, RandomStream& stream) {
    auto const index = random_node(tree, stream, is_operator);
    if (index == nowhere) return false;
    auto& op = tree.nodes[index].op;
    auto const& family = expr::arity(op) == 1 ? vocabulary.unary : vocabulary.binary;
    // Trees from outside may contain operators that are not in the vocabulary.
    auto const others = family.size() - static_cast<std::size_t>(std::ranges::count(family, op));
    if (others == 0) return false;
    auto remaining = random_index(others, stream);
    for (auto const candidate : family) {
        if (candidate != op && remaining-- == 0) {
            op = candidate;
            return true;
        }
    }
    return false;
}

bool change_feature(Tree& tree, Vocabulary const& vocabulary, RandomStream& stream) {
    auto const index = random_node(tree, stream, is_variable);
    if (index == nowhere || vocabulary.feature_count < 2) return false;
    auto& feature = tree.nodes[index].feature;
    auto const shift = 1 + stream.below(as_bound(vocabulary.feature_count - 1));
    feature = static_cast<std::uint16_t>((feature + shift) % vocabulary.feature_count);
    return true;
}

bool insert_node(Tree& tree, MutationContext const& context, RandomStream& stream) {
    if (context.vocabulary.operator_count() == 0) return false;
    cover(tree, expr::subtree(tree.nodes, random_index(tree.size(), stream)), context, stream);
    return true;
}

/// Extends a leaf, or puts the whole tree under a new root.
bool append_node(Tree& tree, MutationContext const& context, RandomStream& stream) {
    if (context.vocabulary.operator_count() == 0) return false;
    if (stream.bernoulli(0.5)) {
        cover(tree, {0, tree.size()}, context, stream);
    } else {
        auto const leaf = random_node(tree, stream, is_leaf);
        cover(tree, {leaf, leaf + 1}, context, stream);
    }
    return true;
}

/// Ranges of the operands of `nodes[root]`, left to right; the second is empty for a unary one.
std::array<NodeRange, 2> operands(Tree const& tree, std::size_t root) {
    if (expr::arity(tree.nodes[root].op) == 1) {
        return {expr::subtree(tree.nodes, root - 1), NodeRange{root, root}};
    }
    auto const right = expr::subtree(tree.nodes, root - 1);
    return {expr::subtree(tree.nodes, right.begin - 1), right};
}

bool delete_node(Tree& tree, RandomStream& stream) {
    auto const root = random_node(tree, stream, is_operator);
    if (root == nowhere) return false;
    auto const ranges = operands(tree, root);
    auto const kept = ranges[ranges[1].size() == 0 ? 0 : random_index(2, stream)];
    expr::erase(tree, {kept.end, root + 1});
    expr::erase(tree, {ranges[0].begin, kept.begin});
    return true;
}

/// Turns P(.., C(..), ..) into C(.., P(..), ..) at a random node with an operator below it. The
/// parent takes over one operand of the child, on the side where the child was.
bool rotate(Tree& tree, RandomStream& stream) {
    auto const root = random_node(tree, stream, is_operator);
    if (root == nowhere) return false;
    auto const sides = operands(tree, root);
    auto const side = sides[1].size() == 0 ? 0 : random_index(2, stream);
    std::size_t const pivot = sides[side].end - 1;
    if (is_leaf(tree.nodes[pivot])) return false;
    auto const below = operands(tree, pivot);
    auto const moved = below[1].size() == 0 ? 0 : random_index(2, stream);
    if (moved == 0) {
        // a b C s P -> a s P b C, and s a b C P -> s a P b C: b and C swap with the range that ends
        // in P.
        expr::swap_neighbours(tree, below[1].begin, pivot + 1, root + 1);
    } else if (side == 0) {
        // a b C s P -> a b s P C.
        expr::swap_neighbours(tree, pivot, pivot + 1, root + 1);
    } else {
        // s a b C P -> a s b P C.
        expr::swap_neighbours(tree, sides[0].begin, below[0].begin, below[0].end);
        std::swap(tree.nodes[pivot], tree.nodes[root]);
    }
    return true;
}

bool swap_operands(Tree& tree, RandomStream& stream) {
    auto const root = random_node(tree, stream, is_binary);
    if (root == nowhere) return false;
    auto const ranges = operands(tree, root);
    expr::swap_neighbours(tree, ranges[0].begin, ranges[1].begin, ranges[1].end);
    return true;
}

bool random_subtree(Tree& tree, MutationContext const& context, RandomStream& stream) {
    constexpr std::size_t growth = 4;
    auto const range = expr::subtree(tree.nodes, random_index(tree.size(), stream));
    std::size_t const rest = tree.size() - range.size();
    std::size_t const room = context.max_size > rest ? context.max_size - rest : 1;
    std::size_t const largest = std::clamp<std::size_t>(range.size() + growth, 1, room);
    make_random_tree(context.fresh, 1 + random_index(largest, stream), context.vocabulary, stream);
    expr::replace_subtree(tree, range, context.fresh);
    return true;
}

}  // namespace

bool mutate(Mutation mutation, Tree& tree, MutationContext const& context, RandomStream& stream) {
    switch (mutation) {
        case Mutation::perturb_constant:
            return perturb_constant(tree, context.perturbation, stream);
        case Mutation::change_operator:
            return change_operator(tree, context.vocabulary, stream);
        case Mutation::change_feature:
            return change_feature(tree, context.vocabulary, stream);
        case Mutation::insert_node:
            return insert_node(tree, context, stream);
        case Mutation::append_node:
            return append_node(tree, context, stream);
        case Mutation::delete_node:
            return delete_node(tree, stream);
        case Mutation::rotate:
            return rotate(tree, stream);
        case Mutation::swap_operands:
            return swap_operands(tree, stream);
        case Mutation::random_subtree:
            return random_subtree(tree, context, stream);
        case Mutation::random_tree:
            make_random_tree(tree, 1 + random_index(context.max_size, stream), context.vocabulary,
                             stream);
            return true;
        case Mutation::simplify:
        case Mutation::optimise:
        case Mutation::nothing:
            return false;
    }
    return false;
}

Mutation choose_mutation(Tree const& tree, int complexity, SearchSettings const& settings,
                         Vocabulary const& vocabulary, RandomStream& stream) {
    auto weights = settings.mutation_weights;
    auto const switch_off = [&](Mutation mutation) {
        weights[static_cast<std::size_t>(mutation)] = 0;
    };
    if (tree.constants.empty()) {
        switch_off(Mutation::perturb_constant);
        switch_off(Mutation::optimise);
    } else {
        // The weight grows with the number of constants, up to eight, as in PySR.
        weights[static_cast<std::size_t>(Mutation::perturb_constant)] *=
            std::min(8.0, static_cast<double>(tree.constants.size())) / 8.0;
    }
    if (tree.size() == 1) {
        for (auto const mutation :
             {Mutation::change_operator, Mutation::delete_node, Mutation::rotate,
              Mutation::swap_operands, Mutation::simplify}) {
            switch_off(mutation);
        }
    }
    if (vocabulary.feature_count < 2) {
        switch_off(Mutation::change_feature);
    }
    if (complexity >= settings.constraints.max_complexity) {
        switch_off(Mutation::insert_node);
        switch_off(Mutation::append_node);
    }
    double const total = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (total <= 0) return Mutation::nothing;
    double remaining = stream.uniform() * total;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        remaining -= weights[i];
        if (weights[i] > 0 && remaining < 0) return static_cast<Mutation>(i);
    }
    return Mutation::nothing;
}

void cross_over(Tree& left, Tree& right, RandomStream& stream) {
    auto const left_range = expr::subtree(left.nodes, random_index(left.size(), stream));
    auto const right_range = expr::subtree(right.nodes, random_index(right.size(), stream));
    expr::swap_subtrees(left, left_range, right, right_range);
}

}  // namespace balmer::evolve
