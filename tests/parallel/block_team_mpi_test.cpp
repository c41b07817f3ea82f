#include "balmer/base/error.hpp"
#include "balmer/parallel/block_team.hpp"

#include "parallel/mpi_main.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::parallel::test {
namespace {

std::uint32_t rank_count() { return static_cast<std::uint32_t>(world().size()); }
std::uint32_t own_rank() { return static_cast<std::uint32_t>(world().rank()); }

/// Of a size that names the block.
Bytes content_of(std::uint32_t block) { return Bytes(10 + block, static_cast<std::byte>(block)); }

TEST(CollectBlocks, RankZeroTakesThemInOrder) {
    std::vector<Bytes> taken;
    collect_blocks(
        world(),
        [](std::uint32_t block) {
            EXPECT_EQ(block % rank_count(), own_rank());
            return content_of(block);
        },
        [&](Bytes const& content) {
            taken.push_back(content);
            return taken.size() < 7;
        });
    EXPECT_EQ(taken.size(), own_rank() == 0 ? 7u : 0u);
    for (std::uint32_t block = 0; block < taken.size(); ++block) {
        EXPECT_EQ(taken[block], content_of(block));
    }
}

TEST(CollectBlocks, NoRankMakesMoreThanTheRoundOfTheLastOne) {
    std::uint32_t made_count = 0, taken_count = 0;
    collect_blocks(
        world(),
        [&](std::uint32_t block) {
            ++made_count;
            return content_of(block);
        },
        [&](Bytes const&) { return ++taken_count < 7; });
    EXPECT_EQ(made_count, (7 + rank_count() - 1) / rank_count());
}

/// Whether `collective` throws DataError on the rank that failed, RemoteError on the others.
template <class Collective>
void expect_failure_of(std::uint32_t failing_rank, Collective const& collective) {
    if (own_rank() == failing_rank) {
        EXPECT_THROW(collective(), DataError);
    } else {
        EXPECT_THROW(collective(), RemoteError);
    }
}

TEST(CollectBlocks, TheErrorOfOneRankIsThrownOnAll) {
    auto const make = [](std::uint32_t block) {
        if (block == 5) throw DataError("block 5");
        return content_of(block);
    };
    auto const take = [](Bytes const&) { return true; };
    expect_failure_of(5 % rank_count(), [&] { collect_blocks(world(), make, take); });
    auto const refuse = [](Bytes const&) -> bool { throw DataError("full"); };
    expect_failure_of(0, [&] { collect_blocks(world(), content_of, refuse); });
}

TEST(RunOwnBlocks, EachBlockIsRunByTheRankThatItBelongsTo) {
    std::vector<std::uint64_t> run, expected;
    run_own_blocks(world(), 9, [&](std::uint64_t block) { run.push_back(block); });
    for (std::uint64_t block = own_rank(); block < 9; block += rank_count()) {
        expected.push_back(block);
    }
    EXPECT_EQ(run, expected);
}

TEST(RunOwnBlocks, TheErrorOfOneRankIsThrownOnAll) {
    expect_failure_of(6 % rank_count(), [] {
        run_own_blocks(world(), 9, [](std::uint64_t block) {
            if (block == 6) throw DataError("block 6");
        });
    });
}

}  // namespace
}  // namespace balmer::parallel::test
