#include "island_choice.hpp"

#include <algorithm>

namespace balmer::search {
namespace {

/// Enough for variety where there are few workers.
constexpr std::uint64_t least_islands = 16;
constexpr std::uint64_t most_islands = 100000;

}  // namespace

std::uint32_t choose_island_count(std::size_t worker_count, bool deterministic) {
    auto const workers =
        deterministic ? 1 : std::clamp<std::uint64_t>(worker_count, 1, most_islands);
    return static_cast<std::uint32_t>((least_islands + workers - 1) / workers * workers);
}

}  // namespace balmer::search
