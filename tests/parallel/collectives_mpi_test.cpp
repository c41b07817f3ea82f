#include "balmer/parallel/collectives.hpp"

#include "parallel/mpi_main.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::parallel::test {
namespace {

struct Entry {
    int rank = -1;
    std::string name;

    bool operator==(Entry const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& rank& name;
    }
};

Entry entry_of(int rank) { return {rank, std::string(static_cast<std::size_t>(rank) * 3, 'x')}; }

TEST(Collectives, BroadcastReturnsTheRootsValueEverywhere) {
    for (int root = 0; root < world().size(); ++root) {
        EXPECT_EQ(broadcast(world(), entry_of(world().rank()), root), entry_of(root));
    }
    EXPECT_EQ(broadcast(world(), world().rank() == 0), true);
}

TEST(Collectives, GatherReturnsAllValuesByRankOnRankZero) {
    auto const entries = gather(world(), entry_of(world().rank()));
    if (world().rank() != 0) {
        EXPECT_TRUE(entries.empty());
        return;
    }
    ASSERT_EQ(entries.size(), static_cast<std::size_t>(world().size()));
    for (int rank = 0; rank < world().size(); ++rank) {
        EXPECT_EQ(entries[static_cast<std::size_t>(rank)], entry_of(rank));
    }
}

TEST(Collectives, ReduceCombinesInTheOrderOfTheRanks) {
    std::string expected;
    for (int rank = 0; rank < world().size(); ++rank) expected += std::to_string(rank);
    EXPECT_EQ(reduce(world(), std::to_string(world().rank()), std::plus<>()), expected);
    EXPECT_EQ(reduce(world(), world().rank() == 0, std::logical_or<>()), true);
    EXPECT_EQ(reduce(world(), world().rank() == 0, std::logical_and<>()), world().size() == 1);
}

TEST(Collectives, SumAndMaximumAreTheSameOnEveryRank) {
    auto const size = world().size();
    EXPECT_EQ(sum(world(), world().rank()), size * (size - 1) / 2);
    EXPECT_EQ(sum(world(), 0.5), 0.5 * size);
    EXPECT_EQ(maximum(world(), -world().rank()), 0);
    EXPECT_EQ(maximum(world(), static_cast<double>(world().rank())), size - 1);
}

TEST(Collectives, AllOfAndAnyOfAreTheSameOnEveryRank) {
    bool const is_last = world().rank() == world().size() - 1;
    EXPECT_EQ(any_of(world(), is_last), true);
    EXPECT_EQ(any_of(world(), false), false);
    EXPECT_EQ(all_of(world(), true), true);
    EXPECT_EQ(all_of(world(), is_last), world().size() == 1);
}

TEST(Collectives, OneProcessAloneNeedsNoMpi) {
    Communicator const alone;
    auto const entry = entry_of(2);
    EXPECT_EQ(broadcast(alone, entry), entry);
    EXPECT_EQ(gather(alone, entry), std::vector<Entry>{entry});
    EXPECT_EQ(sum(alone, 3), 3);
    EXPECT_TRUE(all_of(alone, true));
    EXPECT_FALSE(any_of(alone, false));
}

}  // namespace
}  // namespace balmer::parallel::test
