#include "polish/rewrite.hpp"

#include "balmer/base/random.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/expr/print.hpp"

#include "polish/rewrite_rules.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::polish {
namespace {

std::vector<std::string> const& rule_features() {
    static std::vector<std::string> const features = {"x", "y", "z", "u", "c", "d"};
    return features;
}

expr::Tree tree_of(std::string const& formula) {
    return expr::parse(formula, rule_features()).tree;
}

Grammar grammar_of(std::vector<expr::Opcode> operators) {
    Grammar grammar{.operators = std::move(operators), .constraints = {}, .weights = {}};
    grammar.constraints.max_complexity = 40;
    return grammar;
}

Grammar everything() {
    std::vector<expr::Opcode> operators;
    for (auto const& row : expr::opcode_table) {
        if (row.arity > 0) operators.push_back(row.op);
    }
    return grammar_of(std::move(operators));
}

Grammar algebra() {
    using enum expr::Opcode;
    return grammar_of({add, sub, mul, div, sqrt});
}

double value_at(expr::Tree const& tree, std::vector<double> const& point) {
    return expr::evaluate(tree, point);
}

/// Points at which all names are positive, and pi/2 > x > y, so that roots, logarithms and inverse
/// functions have their principal values.
std::vector<double> point(std::uint32_t index) {
    RandomStream stream(3, index, 0, Purpose::test);
    std::vector<double> values;
    for (std::size_t i = 0; i < rule_features().size(); ++i)
        values.push_back(stream.uniform(0.1, 1.5));
    return values;
}

TEST(RewriteRules, AreIdentitiesForPositiveValues) {
    for (auto const line : rewrite_rules) {
        std::string const rule(line);
        // These four hold only where one of two values is never reached.
        bool const is_choice =
            rule.starts_with("min") || rule.starts_with("max") || rule == "abs(x) -> neg(x)";
        if (is_choice) continue;
        auto const arrow = rule.find("->");
        bool const both = rule[arrow - 1] == '<';
        auto const from = tree_of(rule.substr(0, arrow - (both ? 2 : 1)));
        auto const to = tree_of(rule.substr(arrow + 3));
        for (std::uint32_t i = 0; i < 20; ++i) {
            double const left = value_at(from, point(i));
            double const right = value_at(to, point(i));
            // asin(1.2) has no value.
            if (std::isnan(left)) continue;
            EXPECT_NEAR(left, right, 1e-10 * (1 + std::abs(left))) << rule;
        }
    }
}

TEST(SmallerForms, AreFoundWhereAReaderSeesThem) {
    struct Case {
        std::string formula;
        std::string smallest;
    };
    for (auto const& [formula, smallest] :
         std::vector<Case>{{"exp(log(y)) + x", "x + y"},
                           {"x + 367.6*x", "368.6*x"},
                           {"x*y + x*z", "x*(y + z)"},
                           {"x + (y + z) - y", "x + z"},
                           {"square(sin(x)) + square(cos(x)) + y", "y + 1"},
                           {"x*sqrt(y/x)", "sqrt(x*y)"},
                           {"log(x) + log(y)", "log(x*y)"},
                           {"y + -1*x", "y - x"}}) {
        auto const forms = smaller_forms(tree_of(formula), everything());
        ASSERT_FALSE(forms.empty()) << formula;
        EXPECT_EQ(forms.front().size(), tree_of(smallest).size())
            << formula << " became " << expr::to_infix(forms.front(), rule_features());
    }
}

TEST(SmallerForms, PassThroughOperatorsThatTheJobDoesNotAllow) {
    // x + sqrt((x - y)/(x + y))*(x + y) needs a square on its way.
    auto const formula = tree_of("x + (x + y)*sqrt((x - y)/(x + y))");
    auto const forms = smaller_forms(formula, algebra());
    ASSERT_FALSE(forms.empty());
    EXPECT_EQ(forms.front().size(), 10U) << expr::to_infix(forms.front(), rule_features());
    for (auto const& form : forms) EXPECT_TRUE(algebra().allows(form));
}

TEST(SmallerForms, KeepTheLimitsOfTheJob) {
    auto grammar = everything();
    grammar.constraints.nesting = {
        {.outer = expr::Opcode::log, .inner = expr::Opcode::mul, .max_count = 0}};
    for (auto const& form : smaller_forms(tree_of("log(x) + log(y)"), grammar)) {
        EXPECT_TRUE(grammar.allows(form)) << expr::to_infix(form, rule_features());
    }
    grammar.weights[expr::Opcode::mul] = 5;
    grammar.constraints.nesting.clear();
    EXPECT_TRUE(smaller_forms(tree_of("log(x) + log(y)"), grammar).empty())
        << "by this job's weights log(x*y) is not simpler";
}

TEST(SmallerForms, TheSameFormulaGivesTheSameForms) {
    auto const formula = tree_of("x*(y + z) - x*y + 2*square(u)/u");
    EXPECT_EQ(smaller_forms(formula, everything()), smaller_forms(formula, everything()));
}

TEST(SmallerForms, OfASmallFormulaThereAreNone) {
    for (std::string const formula : {"x", "2.7", "x + y", "x*sin(y) + 0.3", "x/(y + 1.7)"}) {
        EXPECT_TRUE(smaller_forms(tree_of(formula), algebra()).empty()) << formula;
    }
}

}  // namespace
}  // namespace balmer::polish
