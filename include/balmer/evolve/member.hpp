/// \file
/// One expression of a population.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstdint>
#include <limits>

namespace balmer::evolve {

struct Member {
    expr::Tree tree;
    /// Mean squared error on the island's shard.
    double loss = std::numeric_limits<double>::infinity();
    int complexity = 0;
    /// Increases with every replacement on the island; the smallest is the oldest.
    std::uint64_t birth = 0;

    bool operator==(Member const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& tree& loss& complexity& birth;
    }
};

}  // namespace balmer::evolve
