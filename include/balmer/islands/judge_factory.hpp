/// \file
/// Creation of the islands' judges.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/evolve/judge.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace balmer::islands {

/// Makes the judge of an island over its shard. The table must outlive the judge.
using JudgeFactory = std::function<std::unique_ptr<evolve::Judge>(data::Table<double> const& shard,
                                                                  std::uint32_t island)>;

}  // namespace balmer::islands
