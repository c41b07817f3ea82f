// Fails on the last rank only. Used to test the main function of MPI tests.
#include "parallel/mpi_main.hpp"

#include <gtest/gtest.h>

namespace balmer::parallel::test {
namespace {

TEST(FailingRank, IsTheLastOne) { EXPECT_NE(world().rank(), world().size() - 1); }

}  // namespace
}  // namespace balmer::parallel::test
