#include "balmer/expr/tree.hpp"

#include "expr/random_trees.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

using testing::random_row;
using testing::random_tree;

constexpr std::size_t feature_count = 4;

RandomStream test_stream(std::uint32_t number) { return RandomStream(1, number, 0, Purpose::test); }

/// The value by recursion over subtrees, independent of the stack of evaluate().
double evaluate_recursively(Tree const& tree, std::span<double const> row) {
    auto const root = tree.nodes.back();
    if (root.op == Opcode::constant) return tree.constants.at(0);
    if (root.op == Opcode::variable) return row[root.feature];
    auto const last = subtree(tree.nodes, tree.size() - 2);
    double const right = evaluate_recursively(extract_subtree(tree, last), row);
    if (arity(root.op) == 1) return apply(root.op, right);
    auto const first = subtree(tree.nodes, last.begin - 1);
    return apply(root.op, evaluate_recursively(extract_subtree(tree, first), row), right);
}

bool same_double(double left, double right) {
    return left == right || (std::isnan(left) && std::isnan(right));
}

TEST(Opcode, EachOperatorIsFoundByItsNameAndNoLeafIs) {
    for (auto const& row : opcode_table) {
        auto const found = find_operator(row.name);
        if (is_leaf(row.op)) {
            EXPECT_EQ(found, std::nullopt);
        } else {
            EXPECT_EQ(found, row.op) << row.name;
        }
    }
    EXPECT_EQ(find_operator("^"), Opcode::pow);
    EXPECT_EQ(find_operator("**"), Opcode::pow);
    EXPECT_EQ(find_operator("Sin"), std::nullopt);
}

TEST(Opcode, MinimumAndMaximumKeepNaN) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    for (auto const op : {Opcode::min, Opcode::max}) {
        EXPECT_TRUE(std::isnan(apply(op, nan, 1.0)));
        EXPECT_TRUE(std::isnan(apply(op, 1.0, nan)));
    }
    EXPECT_EQ(apply(Opcode::min, 1.0, 2.0), 1.0);
    EXPECT_EQ(apply(Opcode::max, 1.0, 2.0), 2.0);
}

TEST(Tree, RandomTreesAreValidAndEvaluateAsTheirSubtreesDo) {
    auto stream = test_stream(1);
    for (int i = 0; i < 2000; ++i) {
        auto const tree = random_tree(stream);
        ASSERT_TRUE(is_valid(tree, feature_count));
        auto const row = random_row(stream);
        ASSERT_TRUE(same_double(evaluate(tree, row), evaluate_recursively(tree, row)));
    }
}

TEST(Tree, SubtreesTileTheirParent) {
    auto stream = test_stream(2);
    for (int i = 0; i < 1000; ++i) {
        auto const tree = random_tree(stream);
        for (std::size_t root = 0; root < tree.size(); ++root) {
            auto const range = subtree(tree.nodes, root);
            ASSERT_EQ(range.end, root + 1);
            auto part = root;
            for (int k = 0; k < arity(tree.nodes[root].op); ++k) {
                part = subtree(tree.nodes, part - 1).begin;
            }
            ASSERT_EQ(part, range.begin);
        }
        ASSERT_EQ(subtree(tree.nodes, tree.size() - 1), (NodeRange{0, tree.size()}));
    }
}

TEST(Tree, WhatIsCutOutCanBePutBack) {
    auto stream = test_stream(3);
    for (int i = 0; i < 2000; ++i) {
        auto const tree = random_tree(stream);
        auto const range =
            subtree(tree.nodes, stream.below(static_cast<std::uint32_t>(tree.size())));
        auto const cut = extract_subtree(tree, range);
        ASSERT_TRUE(is_valid(cut, feature_count));
        auto const other = random_tree(stream);
        auto changed = tree;
        replace_subtree(changed, range, other);
        ASSERT_TRUE(is_valid(changed, feature_count));
        NodeRange const place{range.begin, range.begin + other.size()};
        ASSERT_EQ(extract_subtree(changed, place), other);
        replace_subtree(changed, place, cut);
        ASSERT_EQ(changed, tree);
    }
}

std::size_t random_position(Tree const& tree, RandomStream& stream) {
    return stream.below(static_cast<std::uint32_t>(tree.size()));
}

TEST(Tree, WhatIsInsertedCanBeErased) {
    auto stream = test_stream(6);
    for (int i = 0; i < 2000; ++i) {
        auto const tree = random_tree(stream);
        auto const range = subtree(tree.nodes, random_position(tree, stream));
        auto const other = random_tree(stream);
        auto changed = tree;
        insert(changed, range.begin, other);
        NodeRange const place{range.begin, range.begin + other.size()};
        ASSERT_EQ(extract_subtree(changed, place), other);
        // With a sibling on the left, the root is the sum of the two.
        auto sum = changed;
        sum.nodes.insert(sum.nodes.begin() + static_cast<std::ptrdiff_t>(range.end + other.size()),
                         {Opcode::add, 0});
        ASSERT_TRUE(is_valid(sum, feature_count));
        erase(changed, place);
        ASSERT_EQ(changed, tree);
    }
}

TEST(Tree, SwappingSubtreesIsReplacingEachByTheOther) {
    auto stream = test_stream(7);
    for (int i = 0; i < 2000; ++i) {
        auto const left = random_tree(stream), right = random_tree(stream);
        auto const left_range = subtree(left.nodes, random_position(left, stream));
        auto const right_range = subtree(right.nodes, random_position(right, stream));
        auto expected_left = left, expected_right = right;
        replace_subtree(expected_left, left_range, extract_subtree(right, right_range));
        replace_subtree(expected_right, right_range, extract_subtree(left, left_range));
        auto new_left = left, new_right = right;
        swap_subtrees(new_left, left_range, new_right, right_range);
        ASSERT_EQ(new_left, expected_left);
        ASSERT_EQ(new_right, expected_right);
    }
}

TEST(Tree, SwappingTheOperandsOfASumKeepsItsValue) {
    auto stream = test_stream(8);
    for (int i = 0; i < 2000; ++i) {
        auto const left = random_tree(stream), right = random_tree(stream);
        auto sum = left;
        insert(sum, sum.size(), right);
        sum.nodes.push_back({Opcode::add, 0});
        swap_neighbours(sum, 0, left.size(), left.size() + right.size());
        ASSERT_EQ(extract_subtree(sum, {0, right.size()}), right);
        ASSERT_EQ(extract_subtree(sum, {right.size(), sum.size() - 1}), left);
        auto const row = random_row(stream);
        ASSERT_TRUE(same_double(evaluate(sum, row), evaluate(left, row) + evaluate(right, row)));
    }
}

TEST(Tree, ReplacingByAnEqualConstantKeepsTheValue) {
    auto stream = test_stream(4);
    for (int i = 0; i < 2000; ++i) {
        auto const tree = random_tree(stream);
        auto const row = random_row(stream);
        auto const range =
            subtree(tree.nodes, stream.below(static_cast<std::uint32_t>(tree.size())));
        auto changed = tree;
        replace_subtree(changed, range, constant_tree(evaluate(extract_subtree(tree, range), row)));
        ASSERT_TRUE(same_double(evaluate(changed, row), evaluate(tree, row)));
    }
}

TEST(Tree, DepthIsOneMoreThanTheDeepestArgument) {
    EXPECT_EQ(depth(variable_tree(0).nodes), 1);
    auto stream = test_stream(5);
    for (int i = 0; i < 1000; ++i) {
        auto const tree = random_tree(stream);
        int deepest = 0;
        auto part = tree.size() - 1;
        for (int k = 0; k < arity(tree.nodes.back().op); ++k) {
            auto const range = subtree(tree.nodes, part - 1);
            deepest = std::max(deepest, depth(extract_subtree(tree, range).nodes));
            part = range.begin;
        }
        ASSERT_EQ(depth(tree.nodes), deepest + 1);
    }
}

TEST(Tree, LargeTreesNeedNoRecursion) {
    Tree tree = variable_tree(0);
    for (int i = 0; i < 100000; ++i) tree.nodes.push_back({Opcode::neg, 0});
    EXPECT_EQ(depth(tree.nodes), 100001);
    EXPECT_EQ(subtree(tree.nodes, 100000), (NodeRange{0, 100001}));
    EXPECT_EQ(evaluate(tree, std::vector<double>{1.5}), 1.5);
}

TEST(IsValid, RefusesWhatIsNoTree) {
    Node const c{Opcode::constant, 0}, x{Opcode::variable, 0}, plus{Opcode::add, 0};
    EXPECT_TRUE(is_valid({{x, c, plus}, {1}}, 1));
    EXPECT_FALSE(is_valid({{}, {}}, 1)) << "nothing";
    EXPECT_FALSE(is_valid({{x, c}, {1}}, 1)) << "two trees";
    EXPECT_FALSE(is_valid({{x, plus}, {}}, 1)) << "an argument is missing";
    EXPECT_FALSE(is_valid({{x, plus, x}, {}}, 1)) << "operator before its arguments";
    EXPECT_FALSE(is_valid({{x, c, plus}, {}}, 1)) << "a constant is missing";
    EXPECT_FALSE(is_valid({{x, c, plus}, {1, 2}}, 1)) << "a constant too many";
    EXPECT_FALSE(is_valid({{x, c, plus}, {INFINITY}}, 1)) << "infinite constant";
    EXPECT_FALSE(is_valid({{x, c, plus}, {NAN}}, 1)) << "NaN";
    EXPECT_FALSE(is_valid({{{Opcode::variable, 1}}, {}}, 1)) << "feature out of range";
    EXPECT_FALSE(is_valid({{{Opcode::constant, 1}}, {1}}, 2)) << "feature of a constant";
    EXPECT_FALSE(is_valid({{{static_cast<Opcode>(opcode_count), 0}}, {}}, 1)) << "no opcode";
}

}  // namespace
}  // namespace balmer::expr
