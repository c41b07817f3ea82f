#include "balmer/data/shard_plan.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace balmer::data {
namespace {

TEST(ShardPlan, EveryRowHasExactlyOneOwner) {
    for (std::size_t row_count : {0u, 1u, 2u, 5u, 29u, 30u, 31u, 1000u}) {
        for (std::size_t shard_count : {1u, 2u, 3u, 7u, 30u, 64u}) {
            ShardPlan const plan{row_count, shard_count};
            std::vector<int> owners(row_count, 0);
            for (std::size_t shard = 0; shard < shard_count; ++shard) {
                for (std::size_t i = 0; i < plan.size(shard); ++i) {
                    ASSERT_LT(plan.row(shard, i), row_count);
                    ++owners[plan.row(shard, i)];
                }
            }
            EXPECT_EQ(owners, std::vector<int>(row_count, 1))
                << row_count << " rows, " << shard_count << " shards";
        }
    }
}

TEST(ShardPlan, SizesDifferByAtMostOne) {
    ShardPlan const plan{500000, 30};
    for (std::size_t shard = 0; shard < 30; ++shard) {
        EXPECT_GE(plan.size(shard), 16666u);
        EXPECT_LE(plan.size(shard), 16667u);
    }
}

}  // namespace
}  // namespace balmer::data
