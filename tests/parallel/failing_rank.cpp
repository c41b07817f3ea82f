// Fails on the last rank only: not itself a test, but what the main of MPI tests is tested with.
#include "parallel/mpi_main.hpp"

#include <gtest/gtest.h>

namespace balmer::parallel::test {
namespace {

TEST(FailingRank, IsTheLastOne) { EXPECT_NE(world().rank(), world().size() - 1); }

}  // namespace
}  // namespace balmer::parallel::test
