/// \file
/// Which rank runs on which host.
#pragma once

#include "balmer/parallel/communicator.hpp"

#include <string>
#include <vector>

namespace balmer::run {

/// Returns the host of each rank, by rank, on rank 0; an empty vector elsewhere. Collective.
std::vector<std::string> gather_hosts(parallel::Communicator const& communicator);

/// "5 ranks on 2 hosts: node1 (ranks 0-1, 4), node2 (ranks 2-3)".
std::string describe_hosts(std::vector<std::string> const& hosts);

}  // namespace balmer::run
