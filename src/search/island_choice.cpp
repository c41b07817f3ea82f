#include "island_choice.hpp"

#include <algorithm>

namespace balmer::search {
namespace {

/// Enough for variety where there are few workers.
constexpr std::uint64_t least_islands = 16;
constexpr std::uint64_t most_islands = 100000;

}  // namespace

std::uint32_t choose_island_count(std::size_t worker_count, std::uint64_t row_count,
                                  bool deterministic) {
    std::uint64_t const workers = deterministic ? 1 : std::max<std::uint64_t>(worker_count, 1);
    std::uint64_t const most =
        std::clamp<std::uint64_t>(row_count / rows_per_island, 1, most_islands);
    std::uint64_t const wanted = (least_islands + workers - 1) / workers * workers;
    if (wanted <= most) return static_cast<std::uint32_t>(wanted);
    // As many on each worker as the events allow; if there are fewer than workers, one on each.
    return static_cast<std::uint32_t>(most < workers ? most : most / workers * workers);
}

}  // namespace balmer::search
