#include "search/island_choice.hpp"

#include <gtest/gtest.h>

namespace balmer::search {
namespace {

TEST(ChooseIslandCount, EveryWorkerHasAsManyIslands) {
    for (std::size_t workers = 1; workers <= 500; ++workers) {
        auto const islands = choose_island_count(workers, 500000, false);
        EXPECT_EQ(islands % workers, 0u) << workers;
        EXPECT_GE(islands, 16u);
        EXPECT_LT(islands, 16 + workers);
    }
}

TEST(ChooseIslandCount, IslandsHaveAThousandEventsWhereThereAreSoMany) {
    EXPECT_EQ(choose_island_count(2, 5000, false), 4u) << "two on each worker";
    EXPECT_EQ(choose_island_count(1000, 500000, false), 500u);
    EXPECT_EQ(choose_island_count(64, 999, false), 1u);
    EXPECT_EQ(choose_island_count(1, 1, false), 1u);
    EXPECT_LE(choose_island_count(200000, std::uint64_t{1} << 40, false), 100000u);
}

TEST(ChooseIslandCount, DeterministicSearchesDoNotDependOnTheWorkers) {
    for (std::size_t const workers : {1U, 2U, 3U, 64U}) {
        EXPECT_EQ(choose_island_count(workers, 500000, true), 16u);
    }
}

}  // namespace
}  // namespace balmer::search
