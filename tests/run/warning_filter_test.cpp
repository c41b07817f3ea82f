#include "balmer/run/warning_filter.hpp"

#include <gtest/gtest.h>

namespace balmer::run {
namespace {

TEST(WarningFilter, ARepeatedWarningIsLoggedAtGrowingIntervalsWithItsCount) {
    WarningFilter filter;
    int logged = 0;
    std::string last;
    // Every two seconds for an hour, with a number that changes.
    for (int second = 0; second < 3600; second += 2) {
        if (auto const text =
                filter.admit("disk full (" + std::to_string(second) + " MB)", second)) {
            ++logged;
            last = *text;
        }
    }
    // At 0, 60, 180, 420, 900 and 1860 s.
    EXPECT_EQ(logged, 6);
    EXPECT_EQ(last, "disk full (1860 MB) (and 479 times before)");
}

TEST(WarningFilter, ADifferentWarningIsLoggedAtOnce) {
    WarningFilter filter;
    EXPECT_EQ(filter.admit("disk full", 0), "disk full");
    EXPECT_EQ(filter.admit("rank 2 is silent", 1), "rank 2 is silent");
    EXPECT_EQ(filter.admit("disk full", 2), std::nullopt);
}

TEST(WarningFilter, WaitsAnHourAtMost) {
    WarningFilter filter;
    double last_s = 0;
    double longest_s = 0;
    for (double now_s = 0; now_s < 1e5; now_s += 10) {
        if (!filter.admit("disk full", now_s)) continue;
        longest_s = std::max(longest_s, now_s - last_s);
        last_s = now_s;
    }
    EXPECT_EQ(longest_s, 3600);
}

}  // namespace
}  // namespace balmer::run
