#include "islands/migration_pool.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

MigrationPool pool_of_three() {
    MigrationPool pool(3);
    for (std::uint32_t island = 0; island < 3; ++island) {
        std::vector<expr::Tree> migrants;
        for (int i = 0; i < 10; ++i) migrants.push_back(expr::constant_tree(10.0 * island + i));
        pool.put(island, migrants);
    }
    return pool;
}

TEST(MigrationPool, NeverGivesAnIslandItsOwnNorOneTwice) {
    auto const pool = pool_of_three();
    for (std::uint32_t draw = 0; draw < 200; ++draw) {
        RandomStream stream(1, 1, draw, Purpose::migrate);
        auto sample = pool.sample(1, 8, stream);
        ASSERT_EQ(sample.size(), 8U);
        std::ranges::sort(sample, {}, [](auto const& tree) { return tree.constants[0]; });
        EXPECT_EQ(std::ranges::adjacent_find(sample), sample.end());
        for (auto const& tree : sample) {
            EXPECT_TRUE(tree.constants[0] < 10 || tree.constants[0] >= 20) << tree.constants[0];
        }
    }
}

TEST(MigrationPool, EveryMigrantIsDrawnEquallyOften) {
    auto const pool = pool_of_three();
    std::vector<int> counts(30, 0);
    constexpr std::uint32_t draws = 5000;
    for (std::uint32_t draw = 0; draw < draws; ++draw) {
        RandomStream stream(1, 0, draw, Purpose::migrate);
        for (auto const& tree : pool.sample(0, 5, stream)) {
            ++counts[static_cast<std::size_t>(tree.constants[0])];
        }
    }
    // Mean 1250, binomial deviation 31: five of them.
    for (std::size_t i = 10; i < 30; ++i) EXPECT_NEAR(counts[i], 1250, 155) << i;
}

TEST(MigrationPool, KeepsTheLatestOfAnIsland) {
    MigrationPool pool(2);
    pool.put(0, {expr::constant_tree(1)});
    pool.put(0, {expr::constant_tree(2)});
    RandomStream stream(1, 1, 0, Purpose::migrate);
    EXPECT_EQ(pool.sample(1, 5, stream), std::vector<expr::Tree>{expr::constant_tree(2)});
}

}  // namespace
}  // namespace balmer::islands
