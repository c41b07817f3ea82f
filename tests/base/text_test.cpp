#include "balmer/base/text.hpp"

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

}  // namespace
}  // namespace balmer
