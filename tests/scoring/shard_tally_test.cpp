#include "balmer/scoring/shard_tally.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::scoring {
namespace {

ShardSums shard(std::uint32_t index, double squared_error_sum, std::size_t constant_count = 0) {
    ShardSums sums{.shard = index, .sums = {}};
    sums.sums.reset(constant_count);
    sums.sums.loss = {.row_count = 1, .weight_sum = 1, .squared_error_sum = squared_error_sum};
    return sums;
}

TEST(ShardTally, AddsInShardOrderWhateverArrivesFirst) {
    // (1e16 + 1) + -1e16 is 0 in double precision, (1e16 + -1e16) + 1 is 1.
    std::vector<double> const parts = {1e16, 1.0, -1e16};
    std::vector<std::uint32_t> order = {0, 1, 2};
    do {
        ShardTally tally(3);
        for (auto const index : order) {
            EXPECT_FALSE(tally.complete());
            tally.add(shard(index, parts[index]));
        }
        ASSERT_TRUE(tally.complete());
        EXPECT_EQ(tally.total().loss.squared_error_sum, 0.0);
        EXPECT_EQ(tally.total().loss.row_count, 3U);
    } while (std::ranges::next_permutation(order).found);
}

TEST(ShardTally, RefusesImpossibleSums) {
    ShardTally tally(2);
    EXPECT_THROW(tally.add(shard(2, 1)), TallyError);
    tally.add(shard(0, 1, 3));
    EXPECT_THROW(tally.add(shard(0, 1, 3)), TallyError);
    EXPECT_THROW(tally.add(shard(1, 1, 2)), TallyError);
    EXPECT_FALSE(tally.complete());
}

}  // namespace
}  // namespace balmer::scoring
