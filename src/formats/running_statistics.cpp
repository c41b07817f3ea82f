#include "running_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace balmer::formats {

void RunningStatistics::add(std::span<double const> values) {
    std::size_t count = 0;
    // Deviations from a value of the block avoid overflow and cancellation in the sum.
    double anchor = 0;
    double sum = 0;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (double const value : values) {
        if (!std::isfinite(value)) continue;
        if (count++ == 0) anchor = value;
        sum += value - anchor;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    non_finite_count_ += values.size() - count;
    if (count == 0) return;
    double const mean = anchor + sum / static_cast<double>(count);
    double squares = 0;
    for (double const value : values) {
        if (std::isfinite(value)) squares += (value - mean) * (value - mean);
    }
    min_ = count_ == 0 ? low : std::min(min_, low);
    max_ = count_ == 0 ? high : std::max(max_, high);
    auto const total = static_cast<double>(count_ + count);
    double const delta = mean - mean_;
    squared_deviations_ +=
        squares +
        delta * delta * (static_cast<double>(count_) * static_cast<double>(count) / total);
    mean_ += delta * (static_cast<double>(count) / total);
    count_ += count;
}

Statistics RunningStatistics::result() const {
    constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
    if (count_ == 0) return {nan, nan, nan, nan, 0, non_finite_count_};
    return {.min = min_,
            .max = max_,
            .mean = mean_,
            .standard_deviation = std::sqrt(squared_deviations_ / static_cast<double>(count_)),
            .finite_count = count_,
            .non_finite_count = non_finite_count_};
}

}  // namespace balmer::formats
