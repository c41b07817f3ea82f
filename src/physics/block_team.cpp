#include "balmer/physics/block_team.hpp"

#include <utility>

namespace balmer::physics {

std::vector<BlockTeam::Bytes> BlockTeam::gather(Bytes own) const {
    std::vector<Bytes> all;
    all.push_back(std::move(own));
    return all;
}

}  // namespace balmer::physics
