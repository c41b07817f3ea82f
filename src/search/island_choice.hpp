/// \file
/// The number of islands that `search.islands = "auto"` becomes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace balmer::search {

/// With fewer events, the formulas of an island follow the noise of its shard.
inline constexpr std::uint64_t rows_per_island = 1000;

/// The smallest multiple of the workers that is at least 16, so that all have equally much to do;
/// fewer if an island would have fewer than `rows_per_island` events, but at least 1. If the search
/// is deterministic, the number of workers does not count.
std::uint32_t choose_island_count(std::size_t worker_count, std::uint64_t row_count,
                                  bool deterministic);

}  // namespace balmer::search
