#include "balmer/expr/constraints.hpp"

#include "balmer/expr/parse.hpp"

#include "expr/random_trees.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

using testing::random_tree;

std::vector<std::string> const two_features = {"x", "y"};

Tree two_feature_tree(std::string const& formula) { return parse(formula, two_features).tree; }

TEST(Complexity, CountsNodesUnlessWeighted) {
    EXPECT_EQ(complexity(two_feature_tree("2*x + sin(y)").nodes), 6);
    ComplexityWeights weights;
    weights[Opcode::sin] = 3;
    weights[Opcode::constant] = 0;
    EXPECT_EQ(complexity(two_feature_tree("2*x + sin(y)").nodes, weights), 7);
}

TEST(Constraints, NothingIsForbiddenByDefault) {
    RandomStream stream(3, 0, 0, Purpose::test);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(is_legal(random_tree(stream), Constraints{}));
}

TEST(Constraints, ComplexityAndDepthMayReachTheirLimits) {
    auto const tree = two_feature_tree("2*x + sin(y)");
    EXPECT_TRUE(is_legal(tree, {.max_complexity = 6}));
    EXPECT_FALSE(is_legal(tree, {.max_complexity = 5}));
    EXPECT_TRUE(is_legal(tree, {.max_depth = 3}));
    EXPECT_FALSE(is_legal(tree, {.max_depth = 2}));
}

TEST(Constraints, ArgumentLimitsCountTheArgumentAlone) {
    Constraints constraints;
    constraints.arguments[index_of(Opcode::square)] = {3};
    EXPECT_TRUE(is_legal(two_feature_tree("y*square(x + 1)*y"), constraints));
    EXPECT_FALSE(is_legal(two_feature_tree("y + square(sin(x + 1))"), constraints));
    constraints.arguments[index_of(Opcode::pow)] = {unlimited, 1};
    EXPECT_TRUE(is_legal(two_feature_tree("(x + sin(y))^2"), constraints));
    EXPECT_FALSE(is_legal(two_feature_tree("x^(y + 2)"), constraints));
    constraints.arguments[index_of(Opcode::div)] = {1, unlimited};
    EXPECT_TRUE(is_legal(two_feature_tree("x/(y + 2)"), constraints));
    EXPECT_FALSE(is_legal(two_feature_tree("(y + 2)/x"), constraints));
}

TEST(Constraints, ArgumentLimitsUseTheWeights) {
    Constraints constraints;
    constraints.arguments[index_of(Opcode::square)] = {3};
    ComplexityWeights weights;
    weights[Opcode::add] = 2;
    EXPECT_FALSE(is_legal(two_feature_tree("square(x + 1)"), constraints, weights));
}

TEST(Constraints, NestingCountsLevelsOnOnePathInsideTheOuterOperator) {
    Constraints none_in_sin;
    none_in_sin.nesting = {{Opcode::sin, Opcode::cos, 0}};
    EXPECT_TRUE(is_legal(two_feature_tree("cos(sin(x))"), none_in_sin));
    EXPECT_FALSE(is_legal(two_feature_tree("sin(x + cos(y))"), none_in_sin));

    Constraints no_own_nesting;
    no_own_nesting.nesting = {{Opcode::sin, Opcode::sin, 0}};
    EXPECT_TRUE(is_legal(two_feature_tree("sin(x)*sin(y)"), no_own_nesting));
    EXPECT_FALSE(is_legal(two_feature_tree("sin(2*sin(x))"), no_own_nesting));

    Constraints one_level;
    one_level.nesting = {{Opcode::exp, Opcode::square, 1}};
    EXPECT_TRUE(is_legal(two_feature_tree("exp(square(x) + square(y))"), one_level));
    EXPECT_FALSE(is_legal(two_feature_tree("exp(square(x + square(y)))"), one_level));
    EXPECT_TRUE(is_legal(two_feature_tree("square(square(exp(x)))"), one_level));
}

TEST(Constraints, EachRuleOfSeveralBinds) {
    Constraints constraints;
    constraints.nesting = {{Opcode::sin, Opcode::cos, 0}, {Opcode::cos, Opcode::exp, 0}};
    EXPECT_FALSE(is_legal(two_feature_tree("cos(exp(x))"), constraints));
    EXPECT_FALSE(is_legal(two_feature_tree("sin(cos(x))"), constraints));
    EXPECT_TRUE(is_legal(two_feature_tree("exp(sin(x))"), constraints));
}

/// The rules taken literally: each argument of each operator separately.
bool is_legal_slowly(Tree const& tree, Constraints const& constraints) {
    for (std::size_t root = 0; root < tree.size(); ++root) {
        auto const op = tree.nodes[root].op;
        auto const& limits = constraints.arguments[index_of(op)];
        auto end = root;
        for (int k = arity(op) - 1; k >= 0; --k) {
            auto const range = subtree(tree.nodes, end - 1);
            int const limit = k == 0 ? limits.first : limits.second;
            if (limit != unlimited && static_cast<int>(range.size()) > limit) return false;
            end = range.begin;
        }
    }
    return true;
}

TEST(Constraints, AgreeWithTheSlowRuleOnRandomTrees) {
    RandomStream stream(3, 1, 0, Purpose::test);
    int legal = 0;
    int const count = 5000;
    for (int i = 0; i < count; ++i) {
        auto const tree = random_tree(stream, {.max_size = 12});
        Constraints constraints;
        for (auto& limits : constraints.arguments) {
            if (stream.bernoulli(0.5)) limits.first = static_cast<int>(1 + stream.below(8));
            if (stream.bernoulli(0.5)) limits.second = static_cast<int>(1 + stream.below(8));
        }
        bool const expected = is_legal_slowly(tree, constraints);
        ASSERT_EQ(is_legal(tree, constraints), expected);
        legal += expected ? 1 : 0;
    }
    EXPECT_GT(legal, count / 10);
    EXPECT_LT(legal, count * 9 / 10);
}

}  // namespace
}  // namespace balmer::expr
