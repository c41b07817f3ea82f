#include "balmer/fit/limits.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Bounds, WithoutAnyEveryValueIsInside) {
    Bounds const none;
    EXPECT_EQ(none.clamp(3, 1e300), 1e300);
    EXPECT_EQ(none.inside(3, -7.0), -7.0);
}

TEST(Bounds, AValueOutsideIsMovedInsideNotOntoTheBound) {
    Bounds const bounds{{2, -infinity, 4}, {3, -1, infinity}};
    EXPECT_EQ(bounds.inside(0, 1), 2.5);
    EXPECT_EQ(bounds.inside(1, 1), -3);
    EXPECT_EQ(bounds.inside(2, 1), 7);
    EXPECT_EQ(bounds.inside(2, 5), 5);
    EXPECT_EQ(bounds.clamp(0, 9), 3);
}

}  // namespace
}  // namespace balmer::fit
