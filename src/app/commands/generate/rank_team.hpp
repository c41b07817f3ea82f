/// \file
/// All ranks of a launch as the team that makes a sample.
#pragma once

#include "balmer/console/console.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/block_team.hpp"

namespace balmer::app {

/// `communicator` and `console` outlive it. Failures are printed where they happen.
class RankTeam final : public physics::BlockTeam {
public:
    RankTeam(parallel::Communicator const& communicator, console::Console& console)
        : communicator_(communicator), console_(console) {}

    std::uint32_t size() const override;
    std::uint32_t rank() const override;
    void all_or_none(std::function<void()> const& step) const override;
    std::vector<Bytes> gather(Bytes own) const override;
    int broadcast(int value) const override;

private:
    parallel::Communicator const& communicator_;
    console::Console& console_;
};

}  // namespace balmer::app
