#include "balmer/parallel/collectives.hpp"

#include "parallel/mpi_main.hpp"

#include <cstddef>
#include <functional>
#include <string>

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

}  // namespace
}  // namespace balmer::parallel::test
