#include "balmer/bench/random_trees.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace balmer::bench {
namespace {

std::uint32_t count_of(std::size_t count) { return static_cast<std::uint32_t>(count); }

std::vector<std::size_t> leaf_positions(expr::Tree const& tree) {
    std::vector<std::size_t> leaves;
    for (std::size_t i = 0; i < tree.size(); ++i) {
        if (expr::is_leaf(tree.nodes[i].op)) leaves.push_back(i);
    }
    return leaves;
}

/// Puts `op` with leaves in place of a random leaf. All leaves are still variables.
void grow(expr::Tree& tree, expr::Opcode op, RandomStream& stream) {
    auto const leaves = leaf_positions(tree);
    auto const leaf = leaves[stream.below(count_of(leaves.size()))];
    std::vector<expr::Node> added(static_cast<std::size_t>(expr::arity(op)) - 1,
                                  {expr::Opcode::variable, 0});
    added.push_back({op, 0});
    auto const after = tree.nodes.begin() + static_cast<std::ptrdiff_t>(leaf) + 1;
    tree.nodes.insert(after, added.begin(), added.end());
}

/// Draws features for all leaves, then replaces the required share by constants.
void fill_leaves(expr::Tree& tree, RandomTreeSettings const& settings, RandomStream& stream) {
    auto leaves = leaf_positions(tree);
    for (auto const leaf : leaves) {
        tree.nodes[leaf].feature = static_cast<std::uint16_t>(stream.below(settings.feature_count));
    }
    auto const constants = static_cast<std::size_t>(
        std::lround(settings.constant_share * static_cast<double>(leaves.size())));
    for (std::size_t i = 0; i < constants; ++i) {
        std::swap(leaves[i], leaves[i + stream.below(count_of(leaves.size() - i))]);
        tree.nodes[leaves[i]] = {expr::Opcode::constant, 0};
        tree.constants.push_back(
            stream.uniform(-settings.largest_constant, settings.largest_constant));
    }
}

}  // namespace

std::vector<std::size_t> attainable_sizes(RandomTreeSettings const& settings) {
    auto const has_arity = [&](int arity) {
        return std::ranges::any_of(settings.operators,
                                   [=](auto op) { return expr::arity(op) == arity; });
    };
    std::vector<std::size_t> sizes;
    for (auto size = settings.least_size; size <= settings.largest_size; ++size) {
        bool const is_odd = size % 2 == 1;
        if (has_arity(1) || (has_arity(2) && is_odd)) sizes.push_back(size);
    }
    return sizes;
}

std::vector<expr::Opcode> random_operators(std::size_t size,
                                           std::vector<expr::Opcode> const& choices,
                                           RandomStream& stream) {
    std::vector<expr::Opcode> operators;
    // An operator of k arguments in place of a leaf adds k nodes.
    std::size_t nodes = 1;
    while (nodes != size) {
        if (nodes > size) {
            operators.clear();
            nodes = 1;
        }
        operators.push_back(choices[stream.below(count_of(choices.size()))]);
        nodes += static_cast<std::size_t>(expr::arity(operators.back()));
    }
    return operators;
}

expr::Tree arrange(std::vector<expr::Opcode> operators, RandomTreeSettings const& settings,
                   RandomStream& stream) {
    BALMER_EXPECT(settings.feature_count > 0);
    auto tree = expr::variable_tree(0);
    for (std::size_t i = 0; i < operators.size(); ++i) {
        std::swap(operators[i], operators[i + stream.below(count_of(operators.size() - i))]);
        grow(tree, operators[i], stream);
    }
    fill_leaves(tree, settings, stream);
    BALMER_ENSURE(expr::is_valid(tree, settings.feature_count));
    return tree;
}

std::vector<expr::Tree> random_trees(std::size_t count, RandomTreeSettings const& settings,
                                     RandomStream& stream,
                                     std::function<bool(expr::Tree const&)> const& is_usable) {
    auto const sizes = attainable_sizes(settings);
    BALMER_EXPECT(!sizes.empty());
    std::vector<expr::Tree> trees;
    for (std::size_t i = 0; i < count; ++i) {
        auto const size = sizes[stream.below(count_of(sizes.size()))];
        auto const operators = random_operators(size, settings.operators, stream);
        auto tree = arrange(operators, settings, stream);
        for (std::size_t draw = 1; !is_usable(tree); ++draw) {
            if (draw == settings.most_arrangements) {
                throw std::runtime_error(
                    "no arrangement of random operators is finite on all rows (tried " +
                    std::to_string(draw) + ")");
            }
            tree = arrange(operators, settings, stream);
        }
        trees.push_back(std::move(tree));
    }
    return trees;
}

}  // namespace balmer::bench
