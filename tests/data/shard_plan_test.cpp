#include "balmer/data/shard_plan.hpp"

#include "balmer/base/error.hpp"

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

TEST(ShardPlan, IslandsWithoutEventsAreRefused) {
    EXPECT_NO_THROW(check_shard_plan({30, 30}));
    EXPECT_THROW(check_shard_plan({30, 0}), InputError);
    try {
        check_shard_plan({12, 30});
        FAIL() << "12 rows for 30 shards were accepted";
    } catch (DataError const& error) {
        EXPECT_STREQ(error.what(),
                     "12 events for 30 islands (each island needs at least one event). Set "
                     "search.islands to 12 or fewer, or use a file with more events?");
    }
}

}  // namespace
}  // namespace balmer::data
