/// \file
/// Assignment of islands to ranks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace balmer::islands {

inline constexpr int coordinator_rank = 0;

/// Rank 0 coordinates and the others work; a single rank does both.
constexpr std::size_t worker_count_of(int rank_count) {
    return static_cast<std::size_t>(std::max(rank_count - 1, 1));
}

/// Worker 0 is rank 1.
constexpr int rank_of_worker(std::size_t worker) { return static_cast<int>(worker) + 1; }
constexpr std::size_t worker_of_rank(int rank) { return static_cast<std::size_t>(rank - 1); }

/// Worker k mod W hosts island k. The first worker is 0.
constexpr std::size_t worker_of_island(std::size_t island, std::size_t worker_count) {
    return island % worker_count;
}

/// In ascending order.
inline std::vector<std::size_t> islands_of_worker(std::size_t worker, std::size_t worker_count,
                                                  std::size_t island_count) {
    std::vector<std::size_t> islands;
    for (std::size_t k = 0; k < island_count; ++k) {
        if (worker_of_island(k, worker_count) == worker) islands.push_back(k);
    }
    return islands;
}

/// Islands whose shards `rank` of `rank_count` ranks needs; none for a rank that only coordinates.
inline std::vector<std::size_t> islands_of_rank(int rank, int rank_count,
                                                std::size_t island_count) {
    if (rank_count > 1 && rank == 0) return {};
    return islands_of_worker(rank_count > 1 ? worker_of_rank(rank) : 0, worker_count_of(rank_count),
                             island_count);
}

}  // namespace balmer::islands
