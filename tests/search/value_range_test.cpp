#include "search/value_range.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace balmer::search {
namespace {

data::Table<double> table_of(double target_scale, double feature_scale, double offset = 0) {
    AlignedVector<double> x, y;
    for (int row = 0; row < 100; ++row) {
        double const value = std::sin(row);
        x.push_back(offset + feature_scale * value);
        y.push_back(target_scale * value);
    }
    return {{x}, y, {}};
}

ValueRangeReport check(data::Table<double> const& table, bool double_precision) {
    return check_value_range(table, {"t"}, "y", double_precision);
}

TEST(ValueRange, TargetsWhoseSquaresOverflowOrVanishAreNamed) {
    EXPECT_TRUE(check(table_of(1, 1), false).problems.empty());
    for (double const scale : {1e30, 1e-30}) {
        auto const problems = check(table_of(scale, 1), false).problems;
        ASSERT_EQ(problems.size(), 1U) << scale;
        EXPECT_NE(problems[0].find("'y'"), std::string::npos);
        EXPECT_NE(problems[0].find("search.double_precision"), std::string::npos);
        EXPECT_TRUE(check(table_of(scale, 1), true).problems.empty()) << scale;
    }
    for (double const scale : {1e160, 1e-160, 1e300}) {
        EXPECT_EQ(check(table_of(scale, 1), true).problems.size(), 1U) << scale;
    }
    EXPECT_TRUE(check(table_of(0, 1), false).problems.empty());
}

TEST(ValueRange, FeaturesBeyondThePrecisionAreNamed) {
    EXPECT_EQ(check(table_of(1, 1e50), false).problems.size(), 1U);
    EXPECT_TRUE(check(table_of(1, 1e50), true).problems.empty());
}

TEST(ValueRange, ASmallVariationOfALargeValueIsAWarning) {
    EXPECT_EQ(check(table_of(1, 1000, 1.7e9), false).warnings.size(), 1U);
    EXPECT_TRUE(check(table_of(1, 1000, 1.7e9), true).warnings.empty());
    EXPECT_TRUE(check(table_of(1, 1000, 1e6), false).warnings.empty());
    EXPECT_TRUE(check(table_of(1, 0, 1.7e9), false).warnings.empty()) << "a constant";
}

}  // namespace
}  // namespace balmer::search
