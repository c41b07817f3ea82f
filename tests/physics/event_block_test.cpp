#include "balmer/physics/event_block.hpp"

#include "balmer/base/error.hpp"

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

struct Number {
    std::uint32_t block;
    std::uint32_t place;
    bool operator==(Number const&) const = default;
};

/// Blocks of different sizes, some empty.
EventBlock<Number> numbers(std::uint32_t block) {
    EventBlock<Number> made;
    for (std::uint32_t place = 0; place < block % 4; ++place) made.events.push_back({block, place});
    made.tally.trials.add(static_cast<double>(block));
    made.tally.accepted_count = made.events.size();
    made.tally.lost_count = 1;
    return made;
}

/// A team of several members played by one process: it makes every member's block.
class PlayedTeam final : public BlockTeam {
public:
    explicit PlayedTeam(std::uint32_t size) : size_(size) {}
    std::uint32_t size() const override { return size_; }
    std::vector<Bytes> gather(Bytes own) const override {
        std::vector<Bytes> all{std::move(own)};
        for (std::uint32_t member = 1; member < size_; ++member) {
            all.push_back(to_bytes(numbers(round_ * size_ + member)));
        }
        ++round_;
        return all;
    }

private:
    std::uint32_t size_;
    mutable std::uint32_t round_ = 0;
};

TEST(CollectBlocks, TheTeamDoesNotMatter) {
    auto const alone = collect_blocks<Number>(BlockTeam(), 23, numbers, {});
    ASSERT_EQ(alone.events.size(), 23U);
    EXPECT_EQ(alone.events[0], (Number{1, 0}));
    EXPECT_EQ(alone.events[22], (Number{15, 1}));
    EXPECT_EQ(alone.tally.lost_count, 16U);
    EXPECT_EQ(alone.tally.accepted_count, 24U);
    for (std::uint32_t const size : {2U, 3U, 7U}) {
        auto const together = collect_blocks<Number>(PlayedTeam(size), 23, numbers, {});
        EXPECT_EQ(together.events, alone.events) << size;
        EXPECT_EQ(together.tally.lost_count, alone.tally.lost_count) << size;
        EXPECT_EQ(together.tally.trials.sum, alone.tally.trials.sum) << size;
    }
}

TEST(CollectBlocks, ReportsEachRoundUpToTheWhole) {
    std::vector<double> fractions;
    collect_blocks<Number>(BlockTeam(), 6, numbers,
                           [&](double done) { fractions.push_back(done); });
    EXPECT_EQ(fractions, (std::vector<double>{0, 1.0 / 6, 0.5, 1}));
}

TEST(CollectBlocks, BlocksThatStayEmptyAreAnError) {
    auto const nothing = [](std::uint32_t) {
        EventBlock<Number> block;
        block.tally.trials.count = 1e6;
        return block;
    };
    EXPECT_THROW(collect_blocks<Number>(BlockTeam(), 1, nothing, {}), InputError);
}

TEST(CollectBlocks, WhatABlockThrowsIsThrownByTheTeam) {
    auto const fails = [](std::uint32_t block) -> EventBlock<Number> {
        if (block == 3) throw IoError("read", "a grid", 5);
        return numbers(block);
    };
    EXPECT_THROW(collect_blocks<Number>(BlockTeam(), 23, fails, {}), IoError);
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
