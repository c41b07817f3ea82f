/// \file
/// Probability of counts, given the expected ones.
#pragma once

#include "physics/chance.hpp"

#include <cstddef>
#include <span>

namespace balmer::physics::isr {

/// The probability of a larger chi-square than that of `counts`. Neighbouring cells are merged
/// until about 10 events are expected.
inline double chi_square_chance(std::span<double const> counts, std::span<double const> expected) {
    double sum = 0, degrees = 0, count = 0, mean = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        count += counts[i];
        mean += expected[i];
        if (mean < 10) continue;
        sum += (count - mean) * (count - mean) / mean;
        degrees += 1;
        count = mean = 0;
    }
    return chance_of(sum, degrees);
}

}  // namespace balmer::physics::isr
