#include "islands/island_archives.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

checkpoint::IslandArchive archive(std::uint32_t island, std::uint32_t iteration) {
    return {.island = island, .iteration = iteration, .bytes = {std::byte{7}}};
}

TEST(IslandArchives, KeepsTheLatestOfEachIsland) {
    IslandArchives archives(3);
    archives.put(archive(2, 1));
    archives.put(archive(0, 1));
    archives.put(archive(2, 4));
    EXPECT_EQ(archives.all(), (std::vector{archive(0, 1), archive(2, 4)}));
}

TEST(IslandArchives, IsGatheredWhenEveryIslandHasAnswered) {
    IslandArchives archives(2);
    archives.put(archive(0, 1));
    archives.put(archive(1, 1));
    EXPECT_FALSE(archives.is_gathered()) << "nobody asked";
    archives.begin_gathering();
    EXPECT_FALSE(archives.is_gathered()) << "older answers do not count";
    archives.put(archive(1, 2));
    EXPECT_FALSE(archives.is_gathered());
    archives.put({.island = 0, .iteration = 0, .bytes = {}});
    EXPECT_TRUE(archives.is_gathered());
    EXPECT_EQ(archives.all(), (std::vector{archive(0, 1), archive(1, 2)}))
        << "an island without population keeps what it had";
    archives.end_gathering();
    EXPECT_FALSE(archives.is_gathered());
}

}  // namespace
}  // namespace balmer::islands
