#include "balmer/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace balmer {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Known answers of the authors' library (Random123, kat_vectors, "philox4x32 10").
TEST(Philox, GivesTheAuthorsKnownAnswers) {
    EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
              (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}),
              (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(
        philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
        (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, SameNameGivesSameNumbers) {
    RandomStream left(7, 3, 11, Purpose::evolve), right(7, 3, 11, Purpose::evolve);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(left(), right());
    EXPECT_EQ(left, right);
}

TEST(RandomStream, EachPartOfTheNameChangesTheNumbers) {
    std::set<std::uint32_t> firsts;
    firsts.insert(RandomStream(7, 3, 11, Purpose::evolve)());
    firsts.insert(RandomStream(8, 3, 11, Purpose::evolve)());
    firsts.insert(RandomStream(7 + (1ULL << 32), 3, 11, Purpose::evolve)());
    firsts.insert(RandomStream(7, 4, 11, Purpose::evolve)());
    firsts.insert(RandomStream(7, 3, 12, Purpose::evolve)());
    firsts.insert(RandomStream(7, 3, 11, Purpose::migrate)());
    EXPECT_EQ(firsts.size(), 6u);
}

TEST(RandomStream, UniformAndNormalHaveTheirMoments) {
    RandomStream stream(1, 0, 0, Purpose::test);
    int const draws = 200000;
    double uniform_sum = 0, normal_sum = 0, normal_squares = 0;
    for (int i = 0; i < draws; ++i) {
        double const u = stream.uniform();
        ASSERT_GE(u, 0.0);
        ASSERT_LT(u, 1.0);
        uniform_sum += u;
        double const z = stream.normal();
        normal_sum += z;
        normal_squares += z * z;
    }
    // Five standard errors each.
    EXPECT_NEAR(uniform_sum / draws, 0.5, 5 * std::sqrt(1.0 / 12 / draws));
    EXPECT_NEAR(normal_sum / draws, 0.0, 5 / std::sqrt(draws));
    EXPECT_NEAR(normal_squares / draws, 1.0, 5 * std::sqrt(2.0 / draws));
}

TEST(RandomStream, BelowReachesEachValueEquallyOften) {
    RandomStream stream(2, 0, 0, Purpose::test);
    std::vector<int> counts(7);
    int const draws = 70000;
    for (int i = 0; i < draws; ++i) ++counts.at(stream.below(7));
    for (int const count : counts) EXPECT_NEAR(count, draws / 7, 5 * std::sqrt(draws / 7.0));
}

}  // namespace
}  // namespace balmer
