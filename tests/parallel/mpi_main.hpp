/// \file
/// Shared by tests on several ranks. balmer_add_mpi_test() links `balmer_mpi_main`.
///
/// Every rank runs every test. In such a test:
/// - Use no ASSERT_ and throw no exception before a collective that other ranks enter: they would
///   wait for the rank that left until mpirun's timeout. Use EXPECT_, and ASSERT_ only after the
///   last collective.
/// - Each rank prints its own failures; the exit code is the largest of all ranks.
#pragma once

#include "balmer/parallel/communicator.hpp"

namespace balmer::parallel::test {

/// All ranks of the test run. Valid inside tests.
Communicator const& world();

/// For tests that make further communicators.
Session const& session();

}  // namespace balmer::parallel::test
