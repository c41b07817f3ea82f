#include "search/island_choice.hpp"

#include <gtest/gtest.h>

namespace balmer::search {
namespace {

TEST(ChooseIslandCount, EveryWorkerHasAsManyIslands) {
    for (std::size_t workers = 1; workers <= 500; ++workers) {
        auto const islands = choose_island_count(workers, false);
        EXPECT_EQ(islands % workers, 0u) << workers;
        EXPECT_GE(islands, 16u);
        EXPECT_LT(islands, 16 + workers);
    }
}

TEST(ChooseIslandCount, ThereAreNotMoreThanAJobMayHave) {
    EXPECT_EQ(choose_island_count(200000, false), 100000u);
    EXPECT_EQ(choose_island_count(0, false), 16u);
}

TEST(ChooseIslandCount, DeterministicSearchesDoNotDependOnTheWorkers) {
    for (std::size_t const workers : {1U, 2U, 3U, 64U}) {
        EXPECT_EQ(choose_island_count(workers, true), 16u);
    }
}

}  // namespace
}  // namespace balmer::search
