#include "balmer/expr/tidy.hpp"

#include "balmer/expr/parse.hpp"
#include "balmer/expr/print.hpp"

#include "expr/random_trees.hpp"

#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

std::vector<std::string> const features = {"x", "y"};
std::vector<Opcode> const all = testing::all_operators();

std::string tidied(std::string const& formula, std::vector<Opcode> const& operators = all) {
    auto const tree = parse(formula, features, UnknownNames::refuse).tree;
    return to_infix(tidy(tree, operators), features);
}

TEST(Tidy, WritesSignsAsAReaderWould) {
    EXPECT_EQ(tidied("x - -2"), "x + 2");
    EXPECT_EQ(tidied("x + -2"), "x - 2");
    EXPECT_EQ(tidied("x + -2*y"), "x - 2*y");
    EXPECT_EQ(tidied("x - y*-2"), "x + 2*y");
    EXPECT_EQ(tidied("sin(2 + x)*3"), "3*sin(x + 2)");
    EXPECT_EQ(tidied("-2 - x"), "-2 - x");
}

TEST(Tidy, BringsInNoOperatorThatIsNotAllowed) {
    EXPECT_EQ(tidied("x - -2", {Opcode::sub}), "x - -2");
    EXPECT_EQ(tidied("x + -2*y", {Opcode::add, Opcode::mul}), "x + -2*y");
}

TEST(Tidy, KeepsEveryBitOfTheValueAndEveryNode) {
    RandomStream stream(1, 0, 0, Purpose::test);
    testing::RandomTreeSettings settings;
    for (int i = 0; i < 5000; ++i) {
        auto const tree = testing::random_tree(stream, settings);
        auto const tidy_tree = tidy(tree, all);
        EXPECT_TRUE(is_valid(tidy_tree, settings.feature_count));
        EXPECT_EQ(tidy_tree.size(), tree.size());
        EXPECT_EQ(tidy(tidy_tree, all), tidy_tree);
        std::vector<double> row;
        for (std::uint32_t k = 0; k < settings.feature_count; ++k) row.push_back(stream.normal());
        double const before = evaluate(tree, row), after = evaluate(tidy_tree, row);
        if (std::isnan(before)) {
            EXPECT_TRUE(std::isnan(after));
        } else {
            EXPECT_EQ(std::memcmp(&before, &after, sizeof before), 0)
                << before << " became " << after << " for "
                << to_infix(tree, std::vector<std::string>{"a", "b", "c", "d"});
        }
    }
}

}  // namespace
}  // namespace balmer::expr
