#include "balmer/evolve/survey.hpp"

#include "balmer/expr/parse.hpp"

#include "evolve/planted_data.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

using enum expr::Opcode;

class SurveyTest : public ::testing::Test {
protected:
    SurveyTest() {
        search_.operators = {add, sub, mul, sin};
        search_.constraints.max_complexity = 20;
        search_.double_precision = true;
    }

    std::unique_ptr<Judge> judge_of(data::Table<double> const& table) const {
        return make_judge(table, judge_settings(search_));
    }

    std::vector<Member> survey(data::Table<double> const& table, std::uint32_t complexity,
                               std::uint64_t step) {
        auto const judge = judge_of(table);
        Enumeration enumeration(search_, 2);
        Survey survey(search_, enumeration, *judge,
                      {complexity, 0, enumeration.candidate_count(static_cast<int>(complexity))});
        while (!survey.done()) survey.advance(step);
        EXPECT_EQ(survey.structure_count(), enumeration.count(static_cast<int>(complexity)));
        return survey.finish();
    }

    SearchSettings search_;
};

std::vector<expr::Node> nodes_of(std::string const& formula) {
    std::vector<std::string> const names = {"x", "y"};
    return expr::parse(formula, names).tree.nodes;
}

TEST_F(SurveyTest, FindsThePlantedFormula) {
    auto const table =
        planted_table(2000, [](double x, double y) { return 1.7 * std::sin(2.3 * x + 0.4) * y; });
    auto const found = survey(table, 10, 100000);
    ASSERT_FALSE(found.empty());
    EXPECT_LT(found.front().loss, 1e-20);
    EXPECT_EQ(found.front().complexity, 10);
}

/// Units of the features are the user's: metres or kilometres must not decide what is found.
TEST_F(SurveyTest, FindsThePlantedFormulaWhateverTheScalesOfTheFeatures) {
    auto const unscaled =
        planted_table(2000, [](double x, double y) { return 1.7 * std::sin(2.3 * x + 0.4) * y; });
    for (auto const& [x_scale, y_scale] : {std::pair{1e-3, 1e4}, {1e4, 1e-3}, {1e4, 1e4}}) {
        AlignedVector<double> x, y;
        for (std::size_t i = 0; i < unscaled.row_count(); ++i) {
            x.push_back(x_scale * unscaled.feature(0)[i]);
            y.push_back(y_scale * unscaled.feature(1)[i]);
        }
        auto const target = unscaled.target();
        auto const found = survey({{x, y}, {target.begin(), target.end()}, {}}, 10, 100000);
        ASSERT_FALSE(found.empty());
        EXPECT_LT(found.front().loss, 1e-20) << x_scale << " " << y_scale;
    }
}

TEST_F(SurveyTest, TheBestComesFirstAndAtMostSixteenAreKept) {
    auto const table = planted_table(500, [](double x, double y) { return std::exp(x) + y; });
    auto const found = survey(table, 5, 1000000);
    EXPECT_EQ(found.size(), SurveySettings().keep);
    EXPECT_TRUE(std::ranges::is_sorted(found, {}, &Member::loss));
    EXPECT_NEAR(judge_of(table)->loss(found.front().tree), found.front().loss,
                1e-12 * found.front().loss);
}

TEST_F(SurveyTest, TheSizeOfTheStepsDoesNotMatter) {
    auto const table = planted_table(500, [](double x, double y) { return std::exp(x) + y; });
    EXPECT_EQ(survey(table, 6, 1000000), survey(table, 6, 7));
}

TEST(Survey, KnowsWhatIsLinear) {
    for (auto const* formula : {"1*x + 1", "1*sin(x) + 1*x*y - 1", "(1 - x)*y", "x", "(x + 1)/y"}) {
        EXPECT_TRUE(is_linear_in_constants(nodes_of(formula))) << formula;
    }
    for (auto const* formula : {"sin(x + 1)", "1*(x + 1)", "1/(y + 1)", "x^1", "(x + 1)*(y - 1)"}) {
        EXPECT_FALSE(is_linear_in_constants(nodes_of(formula))) << formula;
    }
}

TEST(Survey, ConstantsStartAtTheScaleOfTheirNeighbours) {
    std::vector<double> const scales = {100.0, 0.01};
    EXPECT_EQ(constant_scales(nodes_of("x + 1"), scales), (std::vector{100.0}));
    EXPECT_EQ(constant_scales(nodes_of("x/(y + 1)"), scales), (std::vector{0.01}));
    EXPECT_EQ(constant_scales(nodes_of("sin(x*1)"), scales), (std::vector{0.01}));
    EXPECT_EQ(constant_scales(nodes_of("sin(x*1 + 1)"), scales), (std::vector{0.01, 1.0}));
}

}  // namespace
}  // namespace balmer::evolve
