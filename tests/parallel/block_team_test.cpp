#include "balmer/parallel/block_team.hpp"

#include "balmer/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::parallel {
namespace {

TEST(CollectBlocksAlone, TakesBlocksInOrderUntilThereAreEnough) {
    std::vector<std::uint32_t> made;
    std::vector<std::size_t> taken;
    collect_blocks(
        {},
        [&](std::uint32_t block) {
            made.push_back(block);
            return Bytes(10 + block);
        },
        [&](Bytes const& content) {
            taken.push_back(content.size());
            return taken.size() < 3;
        });
    EXPECT_EQ(made, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(taken, (std::vector<std::size_t>{10, 11, 12}));
}

TEST(CollectBlocksAlone, ThrowsWhatABlockThrows) {
    auto const make = [](std::uint32_t) -> Bytes { throw DataError("no block"); };
    EXPECT_THROW(collect_blocks({}, make, [](Bytes const&) { return true; }), DataError);
}

TEST(RunOwnBlocksAlone, RunsEachBlockOnce) {
    std::vector<std::uint64_t> run;
    run_own_blocks({}, 3, [&](std::uint64_t block) { run.push_back(block); });
    EXPECT_EQ(run, (std::vector<std::uint64_t>{0, 1, 2}));
    run_own_blocks({}, 0, [&](std::uint64_t block) { run.push_back(block); });
    EXPECT_EQ(run.size(), 3u);
}

}  // namespace
}  // namespace balmer::parallel
