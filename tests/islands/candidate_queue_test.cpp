#include "islands/candidate_queue.hpp"

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

evolve::Member candidate(double loss, int complexity) {
    return {.tree = expr::constant_tree(loss), .loss = loss, .complexity = complexity, .birth = 0};
}

evolve::HallOfFame hall_with(int complexity, double mse) {
    evolve::HallOfFame hall(20);
    evolve::HallOfFameEntry entry;
    entry.complexity = complexity;
    entry.mse = mse;
    hall.offer(entry);
    return hall;
}

TEST(CandidateQueue, GivesTheMostPromisingFirst) {
    auto const hall = hall_with(3, 1.0);
    CandidateQueue queue(10);
    queue.push(candidate(0.9, 5), hall);
    queue.push(candidate(0.5, 7), hall);
    queue.push(candidate(99.0, 2), hall);  // nothing to beat at complexity 2
    EXPECT_EQ(queue.pop(hall)->complexity, 2);
    EXPECT_EQ(queue.pop(hall)->complexity, 7);
    EXPECT_EQ(queue.pop(hall)->complexity, 5);
    EXPECT_FALSE(queue.pop(hall));
}

TEST(CandidateQueue, AFloodLeavesTheBest) {
    auto const hall = hall_with(1, 1.0);
    CandidateQueue queue(16);
    std::size_t dropped = 0;
    for (int i = 0; i < 10000; ++i) {
        // 0 … 9999 in a scrambled order.
        if (queue.push(candidate((i * 7919) % 10000, 5), hall)) ++dropped;
        ASSERT_LE(queue.size(), 16U);
    }
    EXPECT_EQ(dropped, 10000U - 16U);
    for (int i = 0; i < 16; ++i) EXPECT_EQ(queue.pop(hall)->loss, i);
}

}  // namespace
}  // namespace balmer::islands
