/// \file
/// What tests on several ranks share. Link `balmer_mpi_main`, by way of balmer_add_mpi_test.
///
/// Every rank runs every test. In such a test:
/// - no ASSERT_ and no exception before a collective that other ranks enter: they would wait for
/// the
///   rank that left until mpirun's timeout. Use EXPECT_, and ASSERT_ only after the last
///   collective;
/// - a failure is printed by its own rank; the exit code is the largest of any rank.
#pragma once

#include "balmer/parallel/communicator.hpp"

namespace balmer::parallel::test {

/// All ranks of the test run. Valid inside tests.
Communicator const& world();

/// For tests that make communicators of their own.
Session const& session();

}  // namespace balmer::parallel::test
