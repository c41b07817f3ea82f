#include "balmer/bench/random_trees.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include <gtest/gtest.h>

namespace balmer::bench {
namespace {

using expr::Opcode;

RandomStream stream_of(std::uint64_t seed) { return {seed, 0, 0, Purpose::test}; }

RandomTreeSettings binary_settings() {
    RandomTreeSettings settings;
    settings.operators = {Opcode::add, Opcode::sub, Opcode::mul, Opcode::div};
    return settings;
}

RandomTreeSettings mixed_settings() {
    auto settings = binary_settings();
    settings.operators = {Opcode::add, Opcode::mul, Opcode::sin, Opcode::log};
    return settings;
}

std::vector<Opcode> operators_of(expr::Tree const& tree) {
    std::vector<Opcode> operators;
    for (auto const& node : tree.nodes) {
        if (!expr::is_leaf(node.op)) operators.push_back(node.op);
    }
    std::ranges::sort(operators);
    return operators;
}

bool accept(expr::Tree const&) { return true; }

TEST(RandomTrees, BinaryOperatorsAloneProduceOddSizes) {
    auto const odd = attainable_sizes(binary_settings());
    EXPECT_EQ(odd.front(), 21u);
    EXPECT_EQ(odd.back(), 49u);
    EXPECT_EQ(odd.size(), 15u);
    EXPECT_EQ(attainable_sizes(mixed_settings()).size(), 31u);
}

TEST(RandomTrees, EveryTreeIsValidAndHasAThirdOfItsLeavesConstant) {
    for (auto const& settings : {binary_settings(), mixed_settings()}) {
        auto stream = stream_of(1);
        for (auto const& tree : random_trees(500, settings, stream, accept)) {
            ASSERT_TRUE(expr::is_valid(tree, settings.feature_count));
            EXPECT_GE(tree.size(), 20u);
            EXPECT_LE(tree.size(), 50u);
            auto const leaves = tree.size() - operators_of(tree).size();
            EXPECT_EQ(tree.constants.size(),
                      static_cast<std::size_t>(std::lround(static_cast<double>(leaves) / 3)));
            for (double const constant : tree.constants) EXPECT_LT(std::abs(constant), 2);
        }
    }
}

/// Within five standard deviations of an even draw.
template <class Key>
void expect_uniform(std::map<Key, int> const& counts, std::size_t kinds) {
    ASSERT_EQ(counts.size(), kinds);
    double total = 0;
    for (auto const& [key, count] : counts) total += count;
    double const mean = total / static_cast<double>(kinds);
    for (auto const& [key, count] : counts) EXPECT_NEAR(count, mean, 5 * std::sqrt(mean));
}

TEST(RandomTrees, SizesAndFeaturesAreUniform) {
    for (auto const& settings : {binary_settings(), mixed_settings()}) {
        auto stream = stream_of(2);
        std::map<std::size_t, int> sizes, features;
        for (auto const& tree : random_trees(3000, settings, stream, accept)) {
            ++sizes[tree.size()];
            for (auto const& node : tree.nodes) {
                if (node.op == Opcode::variable) ++features[node.feature];
            }
        }
        expect_uniform(sizes, attainable_sizes(settings).size());
        expect_uniform(features, 10);
    }
}

TEST(RandomTrees, OperatorsAreUniformAndMakeTheSize) {
    auto const settings = mixed_settings();
    auto stream = stream_of(3);
    std::map<Opcode, int> counts;
    for (std::size_t size = 20; size <= 50; ++size) {
        for (int i = 0; i < 50; ++i) {
            auto const operators = random_operators(size, settings.operators, stream);
            std::size_t nodes = 1;
            for (auto const op : operators) {
                ++counts[op];
                nodes += static_cast<std::size_t>(expr::arity(op));
            }
            EXPECT_EQ(nodes, size);
        }
    }
    expect_uniform(counts, 4);
}

TEST(RandomTrees, ARejectedTreeKeepsItsOperators) {
    auto const settings = mixed_settings();
    auto stream = stream_of(4);
    std::vector<expr::Tree> refused;
    auto const trees = random_trees(1, settings, stream, [&](expr::Tree const& tree) {
        if (refused.size() == 20) return true;
        refused.push_back(tree);
        return false;
    });
    for (auto const& tree : refused) {
        EXPECT_EQ(operators_of(tree), operators_of(trees.front()));
        EXPECT_NE(tree, trees.front());
    }
}

TEST(RandomTrees, DependOnTheStreamAlone) {
    auto first = stream_of(5), second = stream_of(5), other = stream_of(6);
    auto const settings = mixed_settings();
    auto const trees = random_trees(20, settings, first, accept);
    EXPECT_EQ(trees, random_trees(20, settings, second, accept));
    EXPECT_NE(trees, random_trees(20, settings, other, accept));
}

TEST(RandomTrees, GiveUpIfNoTreeIsUsable) {
    auto settings = mixed_settings();
    settings.most_arrangements = 10;
    auto stream = stream_of(7);
    int asked = 0;
    auto const refuse = [&](expr::Tree const&) {
        ++asked;
        return false;
    };
    EXPECT_THROW(random_trees(1, settings, stream, refuse), std::runtime_error);
    EXPECT_EQ(asked, 10);
}

}  // namespace
}  // namespace balmer::bench
