#include "balmer/polish/proposals.hpp"

#include "balmer/expr/parse.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/expr/round_number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::polish {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> const& names() {
    static std::vector<std::string> const features = {"x", "y"};
    return features;
}

Grammar grammar() {
    using enum expr::Opcode;
    Grammar grammar{
        .operators = {add, sub, mul, div, sin, cos, sqrt}, .constraints = {}, .weights = {}};
    grammar.constraints.max_complexity = 30;
    return grammar;
}

evolve::HallOfFameEntry entry(std::string const& formula, double mse, std::vector<double> errors) {
    auto tree = expr::parse(formula, names()).tree;
    auto const complexity = static_cast<int>(tree.size());
    return {.tree = std::move(tree),
            .complexity = complexity,
            .mse = mse,
            .relative_gradient = 0,
            .at_optimum = true,
            .standard_errors = std::move(errors)};
}

std::vector<std::string> texts(evolve::HallOfFameEntry const& entry) {
    std::vector<std::string> result;
    for (auto const& proposal : proposals(entry, {1000, 1.0}, grammar())) {
        result.push_back(expr::to_infix(proposal.tree, names()));
    }
    return result;
}

bool contains(std::vector<std::string> const& all, std::string const& one) {
    return std::ranges::find(all, one) != all.end();
}

TEST(Proposals, AConstantWithinItsErrorOfZeroGoes) {
    EXPECT_TRUE(contains(texts(entry("x*y + 0.001234", 0.1, {0.02})), "x*y"));
    EXPECT_TRUE(texts(entry("x*y + 0.01234", 0.1, {0.02})).empty()) << "more than a tenth of it";
}

TEST(Proposals, AFactorWithinItsErrorOfOneGoes) {
    auto const found = texts(entry("1.0001*sin(x) + 0.317", 0.1, {0.01, 0.01}));
    EXPECT_TRUE(contains(found, "sin(x) + 0.317"));
}

TEST(Proposals, TheRoundNumbersOfAnExactFormulaAreFoundTogether) {
    // sqrt(2 mu p) + mu as a search finds it, and as the issue shows it.
    auto const found =
        texts(entry("1.4142135623730947*sqrt(x*y + -1.1e-10) + x", 1e-27, {1e-15, 3e-11}));
    ASSERT_FALSE(found.empty());
    EXPECT_TRUE(contains(found, "1.4142135623730951*sqrt(x*y) + x")) << found.front();
}

TEST(Proposals, ATermThatTheDataDoNotSeeGoes) {
    EXPECT_TRUE(contains(texts(entry("x*cos(y/8.5e+152)", 0.1, {unknown})), "x"));
    EXPECT_TRUE(contains(texts(entry("x + 0.3*sin(y*1.7e-180)", 0.1, {0.01, unknown})), "x"));
}

TEST(Proposals, OfTwoConstantsThatOnlyTheirProductFixesOneGoes) {
    // A flat direction: a*(b*x + c) has the value of b'*x + c'.
    auto const found = proposals(
        entry("1.7*(y*2.3 + 1.9*sin(x))/(x + 0.37)", 0.1, {unknown, unknown, unknown, 0.1}),
        {1000, 1.0}, grammar());
    EXPECT_TRUE(std::ranges::any_of(found, [](Proposal const& proposal) {
        return expr::free_constant_count(proposal.tree) <= 3;
    }));
}

TEST(Proposals, AreLegalAndNeverLargerOrLessRound) {
    for (auto const& made :
         {entry("0.999999*(x - 0.0001)/(x + y)", 0.1, {0.1, unknown}),
          entry("2.0001*x + 0.4999*y + 0.1*(x + y)", 0.1, {0.1, 0.1, unknown}),
          entry("x + 367.6*x", 0.1, {0.1}), entry("sqrt(x*x)*1.7", 0.1, {0.1})}) {
        auto const free_count = expr::free_constant_count(made.tree);
        for (auto const& proposal : proposals(made, {1000, 1.0}, grammar())) {
            EXPECT_TRUE(grammar().allows(proposal.tree));
            EXPECT_EQ(proposal.complexity, static_cast<int>(proposal.tree.size()));
            EXPECT_LE(proposal.complexity, made.complexity);
            if (proposal.complexity == made.complexity) {
                EXPECT_LT(expr::free_constant_count(proposal.tree), free_count);
            }
        }
    }
}

TEST(Proposals, OfAGoodFormulaThereAreNone) {
    auto const found = texts(entry("1.7421*x*y + 0.317", 0.1, {0.001, 0.001}));
    EXPECT_TRUE(found.empty()) << found.front();
    EXPECT_TRUE(texts(entry("x*y", 1e-30, {})).empty());
}

TEST(LeastGain, IsAHundredthOfAResidualsVariance) {
    EXPECT_DOUBLE_EQ(least_gain(100), 1e-4);
    EXPECT_EQ(least_gain(0), 0);
}

}  // namespace
}  // namespace balmer::polish
