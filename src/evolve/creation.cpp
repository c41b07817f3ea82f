#include "evolve/creation.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>

namespace balmer::evolve {

Vocabulary::Vocabulary(SearchSettings const& settings, std::size_t features)
    : feature_count(features) {
    for (auto const op : settings.operators) {
        (expr::arity(op) == 1 ? unary : binary).push_back(op);
    }
}

expr::Tree random_leaf(Vocabulary const& vocabulary, RandomStream& stream) {
    if (vocabulary.feature_count == 0 || stream.bernoulli(0.5)) {
        return expr::constant_tree(stream.normal());
    }
    auto const count = static_cast<std::uint32_t>(vocabulary.feature_count);
    return expr::variable_tree(static_cast<std::uint16_t>(stream.below(count)));
}

namespace {

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

expr::Tree random_tree(std::size_t size, Vocabulary const& vocabulary, RandomStream& stream) {
    BALMER_EXPECT(size >= 1);
    auto tree = random_leaf(vocabulary, stream);
    while (tree.size() < size) {
        std::size_t const budget = size - tree.size();
        if (budget < 2 && vocabulary.unary.empty()) break;
        if (vocabulary.operator_count() == 0) break;
        auto const op = random_operator(budget, vocabulary, stream);
        auto grown = random_leaf(vocabulary, stream);
        if (expr::arity(op) == 2) {
            auto const right = random_leaf(vocabulary, stream);
            grown.nodes.insert(grown.nodes.end(), right.nodes.begin(), right.nodes.end());
            grown.constants.insert(grown.constants.end(), right.constants.begin(),
                                   right.constants.end());
        }
        grown.nodes.push_back({op, 0});
        std::size_t const leaf = random_leaf_index(tree, stream);
        expr::replace_subtree(tree, {leaf, leaf + 1}, grown);
    }
    return tree;
}

}  // namespace balmer::evolve
