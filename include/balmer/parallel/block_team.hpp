/// \file
/// Work in numbered blocks, shared among the ranks of a communicator.
///
/// Block b belongs to rank b modulo size(). If the content of a block depends on b alone, the
/// result does not depend on the number of ranks.
#pragma once

#include "balmer/parallel/communicator.hpp"

#include <cstdint>
#include <functional>

namespace balmer::parallel {

/// Collective: runs `work` on each rank for those of the blocks 0 to block_count - 1 that belong to
/// it, in ascending order. Throws on every rank if `work` throws on any, as
/// Communicator::all_or_none() does.
void run_own_blocks(Communicator const& communicator, std::uint64_t block_count,
                    std::function<void(std::uint64_t block)> const& work);

/// Collective: makes the blocks 0, 1, 2, … on the ranks that they belong to, and passes their bytes
/// to `take` on rank 0 in the order of the blocks, until `take` returns false: no more are needed.
///
/// Proceeds in rounds of one block for each rank, so up to size() - 1 blocks may be made in vain.
/// Throws on every rank if `make` or `take` throws on any, as Communicator::all_or_none() does.
void collect_blocks(Communicator const& communicator,
                    std::function<Bytes(std::uint32_t block)> const& make,
                    std::function<bool(Bytes const& content)> const& take);

}  // namespace balmer::parallel
