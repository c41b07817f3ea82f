#include "balmer/parallel/idle.hpp"

#include "balmer/base/stopwatch.hpp"

#include <gtest/gtest.h>

namespace balmer::parallel {
namespace {

TEST(Napper, RestsLongerTheLongerItIsIdleAndStartsAnewAfterWork) {
    Napper napper;
    for (int life = 0; life < 2; ++life) {
        for (int i = 0; i < Napper::yield_count; ++i) {
            ASSERT_EQ(napper.next_nap().count(), 0);
            napper.idle();
        }
        for (int i = 0; i < Napper::short_nap_count; ++i) {
            ASSERT_EQ(napper.next_nap().count(), 50);
            napper.idle();
        }
        for (int i = 0; i < 3; ++i) {
            ASSERT_EQ(napper.next_nap().count(), 2000);
            napper.idle();
        }
        napper.reset();
    }
}

TEST(Napper, SleepsAtLeastAsLongAsItSays) {
    Napper napper;
    while (napper.next_nap() != Napper::long_nap) napper.idle();
    Stopwatch const slept;
    napper.idle();
    EXPECT_GE(slept.elapsed_s(), 2e-3);
}

}  // namespace
}  // namespace balmer::parallel
