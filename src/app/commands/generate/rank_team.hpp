/// \file
/// All ranks of a launch as the team that makes a sample.
#pragma once

#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/block_team.hpp"

namespace balmer::app {

/// `communicator` outlives it.
class RankTeam final : public physics::BlockTeam {
public:
    explicit RankTeam(parallel::Communicator const& communicator) : communicator_(communicator) {}

    std::uint32_t size() const override;
    std::uint32_t rank() const override;
    std::vector<Bytes> gather(Bytes own) const override;
    int broadcast(int value) const override;

private:
    parallel::Communicator const& communicator_;
};

}  // namespace balmer::app
