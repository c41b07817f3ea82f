// Every operator of the table in every text format. Whether the texts mean the operator is checked
// by check_printers.py.
#include "balmer/base/error.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/expr/simplify.hpp"
#include "balmer/expr/tidy.hpp"

#include "expr/random_trees.hpp"

#include <array>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

std::vector<std::string> const covered_features = {"x", "y"};

/// op(left) or op(left, right).
Tree applied(Opcode op, Tree const& left, Tree const& right) {
    Tree tree = left;
    if (arity(op) == 2) insert(tree, tree.size(), right);
    tree.nodes.push_back({op, 0});
    return tree;
}

Tree of_variables(Opcode op) { return applied(op, variable_tree(0), variable_tree(1)); }

TEST(OperatorCoverage, EveryOperatorIsFoundByItsName) {
    for (auto const op : testing::all_operators()) EXPECT_EQ(find_operator(name(op)), op);
}

TEST(OperatorCoverage, EveryOperatorIsReadBackFromInfix) {
    std::vector<double> const row = {0.3, 0.7};
    for (auto const op : testing::all_operators()) {
        auto const inner = of_variables(op);
        EXPECT_EQ(parse(to_infix(inner, covered_features), covered_features).tree, inner);
        for (auto const& tree :
             {applied(op, inner, inner), applied(op, constant_tree(-2), constant_tree(0.5))}) {
            auto const text = to_infix(tree, covered_features);
            auto const value = evaluate(parse(text, covered_features).tree, row);
            auto const expected = evaluate(tree, row);
            EXPECT_TRUE(value == expected || (std::isnan(value) && std::isnan(expected))) << text;
        }
    }
}

TEST(OperatorCoverage, EveryOperatorHasATextOfItsOwnInEveryFormat) {
    // By format: text to operator.
    std::array<std::map<std::string, std::string>, 4> texts;
    for (auto const op : testing::all_operators()) {
        auto const tree = of_variables(op);
        std::string const written[] = {to_infix(tree, covered_features),
                                       to_latex(tree, covered_features),
                                       to_python(tree, covered_features, PythonStyle::sympy),
                                       to_python(tree, covered_features, PythonStyle::numpy)};
        for (std::size_t format = 0; format < texts.size(); ++format) {
            auto const& text = written[format];
            auto const [same, is_new] = texts[format].emplace(text, name(op));
            EXPECT_TRUE(is_new) << name(op) << " and " << same->second << " are both " << text;
            EXPECT_NE(text.find('x'), text.npos) << text;
            EXPECT_EQ(text.find('y') == text.npos, arity(op) == 1) << text;
        }
    }
}

TEST(OperatorCoverage, EveryOperatorIsEvaluatedSimplifiedAndTidied) {
    double const row[] = {0.3, 0.7};
    auto const operators = testing::all_operators();
    for (auto const op : operators) {
        auto const tree = of_variables(op);
        double const value = evaluate(tree, row);
        EXPECT_TRUE(std::isfinite(value)) << name(op);
        EXPECT_DOUBLE_EQ(evaluate(simplify(tree), row), value) << name(op);
        EXPECT_DOUBLE_EQ(evaluate(tidy(tree, operators), row), value) << name(op);
        auto const constant = applied(op, constant_tree(row[0]), constant_tree(row[1]));
        EXPECT_EQ(simplify(constant), constant_tree(value)) << name(op);
    }
}

TEST(OperatorCoverage, WhatIsNoOperatorFailsInEveryBuild) {
    auto const beyond = static_cast<Opcode>(opcode_count);
    EXPECT_THROW(apply(beyond, 1.0), ContractError);
    EXPECT_THROW(apply(beyond, 1.0, 1.0), ContractError);
    for (auto const& row : opcode_table) {
        if (row.arity != 1) {
            EXPECT_THROW(apply(row.op, 1.0), ContractError) << row.name;
        }
        if (row.arity != 2) {
            EXPECT_THROW(apply(row.op, 1.0, 1.0), ContractError) << row.name;
        }
    }
}

}  // namespace
}  // namespace balmer::expr
