/// \file
/// How likely counts are, given what was expected.
#pragma once

#include "physics/chance.hpp"

#include <cstddef>
#include <span>

namespace balmer::physics::isr {

/// The chance of a larger chi-square than that of `counts`. Cells next to each other are counted
/// together until some 10 are expected.
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
