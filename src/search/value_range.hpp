/// \file
/// Checks that the values of a shard can be searched in the chosen precision.
#pragma once

#include "balmer/data/table.hpp"

#include <string>
#include <vector>

namespace balmer::search {

struct ValueRangeReport {
    /// Columns whose squares overflow or vanish.
    std::vector<std::string> problems;
    /// Columns that single precision resolves poorly.
    std::vector<std::string> warnings;
};

/// Losses are sums of squares: in single precision (1e-38 to 3e38) the root of the mean target²
/// must lie within 1e-15 to 1e15 and features below 1e15; in double precision within 1e-150 to
/// 1e150. A feature that varies by less than 1e-5 of its size has fewer than two digits left of the
/// seven of single precision.
ValueRangeReport check_value_range(data::Table<double> const& table,
                                   std::vector<std::string> const& features,
                                   std::string const& target, bool double_precision);

}  // namespace balmer::search
