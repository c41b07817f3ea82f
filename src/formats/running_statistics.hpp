/// \file
/// Statistics of values that arrive in blocks.
#pragma once

#include "balmer/formats/file_summary.hpp"

#include <span>

namespace balmer::formats {

/// Means and squared deviations are merged block by block, so that a large common offset does not
/// reduce the precision. Source: Chan, Golub, LeVeque, "Algorithms for computing the sample
/// variance", Am. Stat. 37 (1983) 242.
class RunningStatistics {
public:
    void add(std::span<double const> values);
    Statistics result() const;

private:
    std::size_t count_ = 0;
    std::size_t non_finite_count_ = 0;
    double min_ = 0;
    double max_ = 0;
    double mean_ = 0;
    double squared_deviations_ = 0;
};

}  // namespace balmer::formats
