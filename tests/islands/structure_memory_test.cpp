#include "balmer/islands/structure_memory.hpp"

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

}  // namespace
}  // namespace balmer::islands
