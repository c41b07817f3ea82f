/// \file
/// Multinomial counts, without generating the events.
#pragma once

#include "balmer/base/random.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace balmer::physics::isr {

/// Draws how many of `trial_count` independent trials fall into each cell and, as the last element,
/// into none. The `probabilities` of the cells must add up to at most one (up to rounding).
///
/// Draws a binomial number for each cell from the remaining trials, by Hörmann's exact rejection.
/// Uses Boost.Random, which yields the same numbers with every C++ library, unlike
/// std::binomial_distribution.
/// Source: W. Hörmann, J. Stat. Comput. Simul. 46 (1993) 101.
std::vector<std::uint64_t> multinomial(std::uint64_t trial_count,
                                       std::span<double const> probabilities, RandomStream& stream);

}  // namespace balmer::physics::isr
