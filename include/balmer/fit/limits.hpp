/// \file
/// What the constants of a fit may not exceed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace balmer::fit {

/// Bounds of each constant, infinite where there is none. Both vectors are empty (no bounds at all)
/// or have one value a constant, lower <= upper.
struct Bounds {
    std::vector<double> lower;
    std::vector<double> upper;

    bool empty() const { return lower.empty(); }

    double lower_of(std::size_t constant) const {
        return empty() ? -std::numeric_limits<double>::infinity() : lower[constant];
    }
    double upper_of(std::size_t constant) const {
        return empty() ? std::numeric_limits<double>::infinity() : upper[constant];
    }
    /// The nearest value within the bounds of the constant.
    double clamp(std::size_t constant, double value) const {
        return std::max(lower_of(constant), std::min(upper_of(constant), value));
    }
    /// The value itself if it is within the bounds of the constant, else one between them: the
    /// middle of two, or as far inside of one as the value is outside.
    double inside(std::size_t constant, double value) const;

    bool operator==(Bounds const&) const = default;
};

/// A step s of the constants must keep slack + gradientᵀ s >= 0.
struct StepLimit {
    double slack = 0;
    /// [K].
    std::vector<double> gradient;
};

}  // namespace balmer::fit
