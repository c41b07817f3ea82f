#include "balmer/base/near_names.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace balmer {
namespace {

std::vector<std::string> const names = {"max_complexity", "population_size", "seed", "x_p1"};

TEST(NearNames, FindsSlipsOfThePen) {
    EXPECT_EQ(nearest_name("max_complexty", names), "max_complexity");
    EXPECT_EQ(nearest_name("Seed", names), "seed");
    EXPECT_EQ(nearest_name("xp1", names), "x_p1");
}

TEST(NearNames, SaysNothingWhereNothingIsNear) {
    EXPECT_EQ(nearest_name("temperature", names), "");
    EXPECT_EQ(nearest_name("q", names), "");
    EXPECT_EQ(suggestion("temperature", names), "");
}

}  // namespace
}  // namespace balmer
