/// \file
/// Creation of the islands' judges.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/evolve/judge.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace balmer::islands {

/// Makes the judge of an island over the rows that it evolves on. A judge of a shard may refer to
/// the table; one of a sample that is loaded by itself may not.
using JudgeFactory = std::function<std::unique_ptr<evolve::Judge>(data::Table<double> const& shard,
                                                                  std::uint32_t island)>;

}  // namespace balmer::islands
