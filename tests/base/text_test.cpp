#include "balmer/base/text.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace balmer {
namespace {

TEST(Text, TrimmingRemovesWhiteSpaceAtTheEndsAlone) {
    EXPECT_EQ(trimmed(" \t\r\n a \t b \f\v"), "a \t b");
    EXPECT_EQ(trimmed("a"), "a");
    EXPECT_EQ(trimmed(" \n"), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(Text, OnlyOneIsSingular) {
    EXPECT_EQ(counted(0, "row"), "0 rows");
    EXPECT_EQ(counted(1, "row"), "1 row");
    EXPECT_EQ(counted(2, "row"), "2 rows");
}

TEST(Text, ANumberIsAllOfTheTextOrNothing) {
    EXPECT_EQ(parse_number("-1.5e3"), -1500);
    EXPECT_EQ(parse_number("+2"), 2);
    EXPECT_EQ(parse_number("inf"), std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isnan(parse_number("nan").value()));
    for (auto const* text : {"", "+", "+-1", "1.5x", "0x10", "1,5", "1e999", " 1"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

}  // namespace
}  // namespace balmer
