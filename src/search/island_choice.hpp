/// \file
/// The number of islands that `search.islands = "auto"` becomes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace balmer::search {

/// The smallest multiple of the workers that is at least 16, so that all have equally much to do.
/// If the search is deterministic, the number of workers does not count.
std::uint32_t choose_island_count(std::size_t worker_count, bool deterministic);

}  // namespace balmer::search
