#include "rank_team.hpp"

#include "balmer/console/together.hpp"

#include <cstring>

namespace balmer::app {

std::uint32_t RankTeam::size() const { return static_cast<std::uint32_t>(communicator_.size()); }

std::uint32_t RankTeam::rank() const { return static_cast<std::uint32_t>(communicator_.rank()); }

void RankTeam::all_or_none(std::function<void()> const& step) const {
    console::together(communicator_, console_, step);
}

std::vector<physics::BlockTeam::Bytes> RankTeam::gather(Bytes own) const {
    return communicator_.size() == 1 ? BlockTeam::gather(std::move(own))
                                     : communicator_.gather(own);
}

int RankTeam::broadcast(int value) const {
    if (communicator_.size() == 1) return value;
    Bytes content(sizeof value);
    std::memcpy(content.data(), &value, sizeof value);
    content = communicator_.broadcast(std::move(content));
    std::memcpy(&value, content.data(), sizeof value);
    return value;
}

}  // namespace balmer::app
