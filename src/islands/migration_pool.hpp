/// \file
/// The latest migrants of each island, for the others.
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

    /// Replaces what the island gave before.
    void put(std::uint32_t island, std::vector<expr::Tree> migrants);

    /// Up to `count` different places of the pool, drawn without replacement from islands other
    /// than `island`. All of them, in island order, where there are no more.
    std::vector<expr::Tree> sample(std::uint32_t island, std::size_t count,
                                   RandomStream& stream) const;

    /// Index is the island.
    std::vector<std::vector<expr::Tree>> const& migrants() const { return migrants_; }

private:
    std::vector<std::vector<expr::Tree>> migrants_;
};

}  // namespace balmer::islands
