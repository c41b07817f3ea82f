#include "islands/rounds.hpp"

#include "balmer/expr/tree.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

std::vector<evolve::Member> champions(std::initializer_list<int> births) {
    std::vector<evolve::Member> members;
    for (int const birth : births) {
        members.push_back({.tree = expr::variable_tree(0),
                           .loss = 1,
                           .complexity = 1,
                           .birth = static_cast<std::uint64_t>(birth)});
    }
    return members;
}

std::vector<int> births(std::vector<evolve::Member> const& members) {
    std::vector<int> births;
    for (auto const& member : members) births.push_back(static_cast<int>(member.birth));
    return births;
}

checkpoint::Checkpoint cut_with_island() {
    checkpoint::Checkpoint cut;
    cut.islands.push_back({.island = 0, .iteration = 3, .bytes = {std::byte{1}}});
    return cut;
}

TEST(Rounds, ScoresTheChampionsOfAllIslandsInTheirOrder) {
    Rounds rounds(3);
    rounds.put(2, champions({5}));
    rounds.put(0, champions({7, 8}));
    EXPECT_FALSE(rounds.begin_scoring());
    rounds.put(1, {});
    auto const all = rounds.begin_scoring();
    ASSERT_TRUE(all);
    EXPECT_EQ(births(*all), (std::vector{7, 8, 5}));
    EXPECT_FALSE(rounds.begin_scoring()) << "a round is scored once";
}

TEST(Rounds, SettlesOnceWhenScored) {
    Rounds rounds(1);
    EXPECT_FALSE(rounds.settle(true)) << "nothing was scored";
    rounds.put(0, champions({1}));
    rounds.begin_scoring();
    EXPECT_FALSE(rounds.settle(false));
    EXPECT_FALSE(rounds.is_settled());
    EXPECT_TRUE(rounds.settle(true));
    EXPECT_FALSE(rounds.settle(true));
    EXPECT_TRUE(rounds.is_settled());
}

TEST(Rounds, TheNextOneGathersOnlyAfterTheExchanges) {
    Rounds rounds(1);
    rounds.put(0, champions({1}));
    rounds.begin_scoring();
    rounds.settle(true);
    rounds.put(0, champions({2}));
    EXPECT_FALSE(rounds.begin_scoring());
    rounds.end();
    EXPECT_FALSE(rounds.is_settled());
    EXPECT_EQ(births(rounds.begin_scoring().value()), std::vector{2});
}

TEST(Rounds, DiscardedChampionsAreNeverScored) {
    Rounds rounds(2);
    rounds.put(0, champions({1}));
    rounds.discard_gathered();
    rounds.put(1, champions({2}));
    EXPECT_FALSE(rounds.begin_scoring());
}

TEST(Rounds, CountsOnlyTheCutsOfThisSession) {
    Rounds rounds(1);
    EXPECT_FALSE(rounds.cut());
    rounds.resume(cut_with_island());
    EXPECT_EQ(rounds.cut_count(), 0U);
    EXPECT_EQ(*rounds.cut(), cut_with_island());
    EXPECT_TRUE(rounds.is_settled()) << "its islands wait for their exchanges";
    rounds.keep_cut({});
    EXPECT_EQ(rounds.cut_count(), 1U);
    EXPECT_EQ(*rounds.cut(), checkpoint::Checkpoint());
}

TEST(Rounds, ACutWithoutIslandsBeginsWithGathering) {
    Rounds rounds(1);
    rounds.resume({});
    EXPECT_FALSE(rounds.is_settled());
    rounds.put(0, champions({1}));
    EXPECT_TRUE(rounds.begin_scoring());
}

}  // namespace
}  // namespace balmer::islands
