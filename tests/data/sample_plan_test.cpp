#include "balmer/data/sample_plan.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace balmer::data {
namespace {

std::size_t smallest_sample(SamplePlan const& plan) {
    std::size_t smallest = plan.shards.row_count;
    for (std::size_t k = 0; k < plan.shards.shard_count; ++k) {
        smallest = std::min(smallest, plan.size(k));
    }
    return smallest;
}

TEST(SamplePlan, EverySampleHasTheLeastNumberOfRowsAndNoShardTooMany) {
    for (std::size_t const row_count : {1u, 2u, 6u, 24u, 100u, 1003u}) {
        for (std::size_t const shard_count : {1u, 2u, 3u, 16u, 17u, 64u}) {
            for (std::size_t const min_rows : {1u, 2u, 5u, 10u, 99u, 10000u}) {
                auto const plan = plan_samples({row_count, shard_count}, min_rows);
                auto const wanted = std::min(min_rows, row_count);
                EXPECT_GE(smallest_sample(plan), wanted)
                    << row_count << " rows, " << shard_count << " islands";
                if (plan.shards_per_sample == 1) continue;
                auto fewer = plan;
                --fewer.shards_per_sample;
                EXPECT_LT(smallest_sample(fewer), wanted)
                    << row_count << " rows, " << shard_count << " islands";
            }
        }
    }
}

TEST(SamplePlan, ASampleHasDistinctShardsAndThatOfItsIsland) {
    auto const plan = plan_samples({1000, 16}, 300);
    EXPECT_EQ(plan.shards_per_sample, 5u);
    for (std::size_t k = 0; k < 16; ++k) {
        auto const shards = plan.shards_of(k);
        EXPECT_EQ(std::set<std::size_t>(shards.begin(), shards.end()).size(), 5u);
        EXPECT_NE(std::ranges::find(shards, k), shards.end());
        EXPECT_TRUE(std::ranges::is_sorted(shards));
        EXPECT_LT(shards.back(), 16u);
    }
}

TEST(SamplePlan, LargeFilesAreSharedOutAndSmallOnesAreSeenWhole) {
    EXPECT_FALSE(plan_samples({50000000, 16}, 10000).overlaps());
    EXPECT_FALSE(plan_samples({160000, 16}, 10000).overlaps());
    EXPECT_TRUE(plan_samples({159999, 16}, 10000).overlaps());
    EXPECT_FALSE(plan_samples({159999, 16}, 10000).has_all_rows());
    EXPECT_TRUE(plan_samples({6, 16}, 10000).has_all_rows());
    EXPECT_EQ(plan_samples({6, 16}, 10000).size(3), 6u);
}

}  // namespace
}  // namespace balmer::data
