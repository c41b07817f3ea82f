/// \file
/// The latest migrants of each island, for the other islands.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace balmer::islands {

class MigrationPool {
public:
    explicit MigrationPool(std::size_t island_count) : migrants_(island_count) {}

    /// Replaces the earlier migrants of the island.
    void put(std::uint32_t island, std::vector<expr::Tree> migrants);

    /// Draws `count` migrants without replacement from islands other than `island`. Returns all of
    /// them, in the order of the islands, if there are no more.
    std::vector<expr::Tree> sample(std::uint32_t island, std::size_t count,
                                   RandomStream& stream) const;

    /// Index is the island.
    std::vector<std::vector<expr::Tree>> const& migrants() const { return migrants_; }

private:
    std::vector<std::vector<expr::Tree>> migrants_;
};

}  // namespace balmer::islands
