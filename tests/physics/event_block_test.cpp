#include "balmer/physics/event_block.hpp"

#include "balmer/base/error.hpp"

#include "physics/numbers.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

TEST(CollectEvents, TakesTheFirstEventsInTheOrderOfTheBlocks) {
    auto const alone = collect_events<Number>({}, 23, numbers, {});
    ASSERT_EQ(alone.events.size(), 23U);
    EXPECT_EQ(alone.events[0], (Number{1, 0}));
    EXPECT_EQ(alone.events[22], (Number{15, 1}));
    EXPECT_EQ(alone.tally.lost_count, 16U);
    EXPECT_EQ(alone.tally.accepted_count, 24U);
}

TEST(CollectEvents, ReportsEachRoundUpToTheWhole) {
    std::vector<double> fractions;
    collect_events<Number>({}, 6, numbers, [&](double done) { fractions.push_back(done); });
    EXPECT_EQ(fractions, (std::vector<double>{0, 1.0 / 6, 0.5, 1}));
}

TEST(CollectEvents, BlocksThatStayEmptyAreAnError) {
    auto const nothing = [](std::uint32_t) {
        EventBlock<Number> block;
        block.tally.trials.count = 1e6;
        return block;
    };
    EXPECT_THROW(collect_events<Number>({}, 1, nothing, {}), InputError);
}

TEST(CollectEvents, ThrowsWhatABlockThrows) {
    auto const fails = [](std::uint32_t block) -> EventBlock<Number> {
        if (block == 3) throw IoError("read", "a grid", 5);
        return numbers(block);
    };
    EXPECT_THROW(collect_events<Number>({}, 23, fails, {}), IoError);
}

TEST(EventBlock, SurvivesTheWayThroughBytes) {
    auto const block = numbers(7);
    auto const again = to_event_block<Number>(to_bytes(block));
    EXPECT_EQ(again.events, block.events);
    EXPECT_EQ(again.tally.trials.sum, 7);
    EXPECT_TRUE(to_event_block<Number>(to_bytes(numbers(4))).events.empty());
}

}  // namespace
}  // namespace balmer::physics
