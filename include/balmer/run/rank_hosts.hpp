/// \file
/// Which rank runs where: a rank that is lost is looked for on its host.
#pragma once

#include "balmer/parallel/communicator.hpp"

#include <string>
#include <vector>

namespace balmer::run {

/// Collective: the host of each rank, in their order, on rank 0; nothing elsewhere.
std::vector<std::string> gather_hosts(parallel::Communicator const& communicator);

/// "5 ranks on 2 hosts: node1 (ranks 0-1, 4), node2 (ranks 2-3)".
std::string describe_hosts(std::vector<std::string> const& hosts);

}  // namespace balmer::run
