#include "islands/structure_memory.hpp"

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

TEST(StructureMemory, AdmitsAKnownStructureOnlyWhenItIsClearlyBetter) {
    StructureMemory memory(10);
    EXPECT_TRUE(memory.admit(1, 1.0, 0.9, 3));
    EXPECT_FALSE(memory.admit(1, 0.95, 0.9, 3));
    EXPECT_TRUE(memory.admit(1, 0.8, 0.9, 3));
    memory.settle(1, 0.5);
    EXPECT_FALSE(memory.admit(1, 0.6, 0.9, 3));
    EXPECT_TRUE(memory.admit(1, 0.1, 0.9, 3));
    EXPECT_FALSE(memory.admit(1, 0.0, 0.9, 3)) << "three attempts were allowed";
    EXPECT_TRUE(memory.admit(2, 1.0, 0.9, 3));
}

TEST(StructureMemory, WhatIsForgottenIsNew) {
    StructureMemory memory(10);
    memory.admit(1, 1.0, 0.9, 1);
    memory.forget(1);
    EXPECT_TRUE(memory.admit(1, 2.0, 0.9, 1));
}

TEST(StructureMemory, WhatIsForgottenAndComesAgainIsAsYoungAsItsReturn) {
    StructureMemory memory(2);
    memory.admit(1, 1.0, 0.9, 1);
    memory.forget(1);
    memory.admit(2, 1.0, 0.9, 1);
    memory.admit(1, 1.0, 0.9, 1);
    memory.admit(3, 1.0, 0.9, 1);
    EXPECT_FALSE(memory.admit(1, 0.0, 0.9, 1)) << "2 was the oldest";
    EXPECT_EQ(memory.size(), 2U);
}

TEST(StructureMemory, NeverGrowsBeyondItsCapacity) {
    StructureMemory memory(100);
    for (std::uint64_t i = 0; i < 10000; ++i) {
        EXPECT_TRUE(memory.admit(i, 1.0, 0.9, 3));
        if (i % 3 == 0) memory.forget(i);
        ASSERT_LE(memory.size(), 100U);
    }
    EXPECT_FALSE(memory.admit(9998, 1.0, 0.9, 3)) << "the newest are remembered";
    EXPECT_TRUE(memory.admit(1, 1.0, 0.9, 3)) << "the oldest are not";
}

TEST(StructureMemory, RestoredItAnswersAsBefore) {
    StructureMemory memory(3);
    for (std::uint64_t i = 0; i < 5; ++i) memory.admit(i, 1.0, 0.9, 2);
    memory.admit(4, 0.5, 0.9, 2);
    StructureMemory restored(3);
    restored.admit(99, 0.0, 0.9, 1);
    restored.restore(memory.entries());
    EXPECT_EQ(restored.entries(), memory.entries());
    EXPECT_TRUE(restored.admit(99, 1.0, 0.9, 1)) << "what it knew before is gone";
    EXPECT_TRUE(restored.admit(2, 1.0, 0.9, 2)) << "2 was the oldest";
    EXPECT_FALSE(restored.admit(4, 0.1, 0.9, 2)) << "tried twice before";
}

TEST(StructureMemory, OfMoreThanItHoldsTheNewestStay) {
    StructureMemory large(10), small(2);
    for (std::uint64_t i = 0; i < 4; ++i) large.admit(i, 1.0, 0.9, 2);
    small.restore(large.entries());
    EXPECT_EQ(small.size(), 2U);
    EXPECT_FALSE(small.admit(3, 1.0, 0.9, 2));
    EXPECT_TRUE(small.admit(0, 1.0, 0.9, 2));
}

}  // namespace
}  // namespace balmer::islands
