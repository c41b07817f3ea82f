#include "balmer/expr/tidy.hpp"

#include "balmer/expr/parse.hpp"
#include "balmer/expr/print.hpp"

#include "expr/error_bound.hpp"
#include "expr/random_trees.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

std::vector<std::string> const tidied_features = {"x", "y"};
std::vector<Opcode> const all = testing::all_operators();

std::string tidied(std::string const& formula, std::vector<Opcode> const& operators = all) {
    auto const tree = parse(formula, tidied_features, UnknownNames::refuse).tree;
    return to_infix(tidy(tree, operators), tidied_features);
}

TEST(Tidy, WritesFormulasAsAReaderWould) {
    EXPECT_EQ(tidied("x - -2"), "x + 2");
    EXPECT_EQ(tidied("x + -2"), "x - 2");
    EXPECT_EQ(tidied("x + -2*y"), "x - 2*y");
    EXPECT_EQ(tidied("-2*y + x"), "x - 2*y");
    EXPECT_EQ(tidied("x - y*-2"), "x + 2*y");
    EXPECT_EQ(tidied("x - y*-2*sin(x)"), "x + 2*y*sin(x)");
    EXPECT_EQ(tidied("sin(2 + x)*3"), "3*sin(x + 2)");
    EXPECT_EQ(tidied("-2 - x"), "-2 - x");
    EXPECT_EQ(tidied("2 + (x + y)"), "x + y + 2");
    EXPECT_EQ(tidied("sin(x)*(y*(x*3))"), "3*x*y*sin(x)");
    EXPECT_EQ(tidied("x - (y - (2 - x))"), "x - y - x + 2");
    EXPECT_EQ(tidied("x/(y*2)"), "x/(2*y)");
}

TEST(Tidy, BringsInNoOperatorThatIsNotAllowed) {
    auto const stays = [](std::string const& formula, std::vector<Opcode> const& operators) {
        auto const tree = parse(formula, tidied_features, UnknownNames::refuse).tree;
        EXPECT_EQ(tidy(tree, operators), tree) << formula;
    };
    stays("x - -2", {Opcode::sub});
    stays("x - (y - x)", {Opcode::sub});
    stays("x + -2*y", {Opcode::add, Opcode::mul});
}

TEST(Tidy, KeepsTheValueAndEveryNode) {
    RandomStream stream(1, 0, 0, Purpose::test);
    testing::RandomTreeSettings settings;
    int compared = 0;
    for (int i = 0; i < 5000; ++i) {
        auto const tree = testing::random_tree(stream, settings);
        auto const tidy_tree = tidy(tree, all);
        EXPECT_TRUE(is_valid(tidy_tree, settings.feature_count));
        EXPECT_EQ(tidy_tree.size(), tree.size());
        EXPECT_EQ(tidy(tidy_tree, all), tidy_tree);
        std::vector<double> row;
        for (std::uint32_t k = 0; k < settings.feature_count; ++k) row.push_back(stream.normal());
        auto const before = testing::evaluate_bounded(tree, row);
        auto const after = testing::evaluate_bounded(tidy_tree, row);
        double const bound = before.result.error + after.result.error;
        if (!before.finite || !std::isfinite(bound)) continue;
        compared += bound < 1e-10 * (1 + std::abs(before.result.value));
        EXPECT_NEAR(before.result.value, after.result.value, bound)
            << to_infix(tree, std::vector<std::string>{"a", "b", "c", "d"});
    }
    EXPECT_GT(compared, 1000);
}

}  // namespace
}  // namespace balmer::expr
