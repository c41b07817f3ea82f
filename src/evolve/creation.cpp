#include "evolve/creation.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace balmer::evolve {

Vocabulary::Vocabulary(SearchSettings const& settings, std::size_t features)
    : feature_count(features) {
    for (auto const op : settings.operators) {
        (expr::arity(op) == 1 ? unary : binary).push_back(op);
    }
}

namespace {

/// A leaf that is not yet in a tree; features have no value.
struct Leaf {
    expr::Node node;
    double value = 0;
};

Leaf random_leaf(Vocabulary const& vocabulary, RandomStream& stream) {
    if (vocabulary.feature_count == 0 || stream.bernoulli(0.5)) {
        return {{expr::Opcode::constant, 0}, stream.normal()};
    }
    auto const count = static_cast<std::uint32_t>(vocabulary.feature_count);
    return {{expr::Opcode::variable, static_cast<std::uint16_t>(stream.below(count))}, 0};
}

void insert_node(expr::Tree& tree, std::size_t position, expr::Node node) {
    tree.nodes.insert(tree.nodes.begin() + static_cast<std::ptrdiff_t>(position), node);
}

void insert_leaf(expr::Tree& tree, std::size_t position, Leaf const& leaf) {
    if (leaf.node.op == expr::Opcode::constant) {
        std::span<expr::Node const> const nodes = tree.nodes;
        auto const before = expr::count_constants(nodes.first(position));
        tree.constants.insert(tree.constants.begin() + static_cast<std::ptrdiff_t>(before),
                              leaf.value);
    }
    insert_node(tree, position, leaf.node);
}

/// Index of a random leaf: by weight of position among the leaves.
std::size_t random_leaf_index(expr::Tree const& tree, RandomStream& stream) {
    auto const leaves = static_cast<std::uint32_t>(
        std::ranges::count_if(tree.nodes, [](auto const& node) { return expr::is_leaf(node.op); }));
    auto remaining = stream.below(leaves);
    for (std::size_t i = 0;; ++i) {
        if (expr::is_leaf(tree.nodes[i].op) && remaining-- == 0) return i;
    }
}

expr::Opcode random_operator(std::size_t node_budget, Vocabulary const& vocabulary,
                             RandomStream& stream) {
    bool const may_be_binary = node_budget >= 2 && !vocabulary.binary.empty();
    auto const unary_count = static_cast<std::uint32_t>(vocabulary.unary.size());
    auto const binary_count =
        may_be_binary ? static_cast<std::uint32_t>(vocabulary.binary.size()) : 0u;
    auto const choice = stream.below(unary_count + binary_count);
    return choice < unary_count ? vocabulary.unary[choice]
                                : vocabulary.binary[choice - unary_count];
}

}  // namespace

void make_random_leaf(expr::Tree& tree, Vocabulary const& vocabulary, RandomStream& stream) {
    tree.nodes.clear();
    tree.constants.clear();
    insert_leaf(tree, 0, random_leaf(vocabulary, stream));
}

void make_random_tree(expr::Tree& tree, std::size_t size, Vocabulary const& vocabulary,
                      RandomStream& stream) {
    BALMER_EXPECT(size >= 1);
    make_random_leaf(tree, vocabulary, stream);
    while (tree.size() < size) {
        std::size_t const budget = size - tree.size();
        if (budget < 2 && vocabulary.unary.empty()) break;
        if (vocabulary.operator_count() == 0) break;
        auto const op = random_operator(budget, vocabulary, stream);
        std::array<Leaf, 2> leaves{};
        auto const arguments = std::span(leaves).first(static_cast<std::size_t>(expr::arity(op)));
        for (auto& leaf : arguments) leaf = random_leaf(vocabulary, stream);
        auto position = random_leaf_index(tree, stream);
        expr::erase(tree, {position, position + 1});
        for (auto const& leaf : arguments) insert_leaf(tree, position++, leaf);
        insert_node(tree, position, {op, 0});
    }
}

}  // namespace balmer::evolve
