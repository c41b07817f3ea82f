/// \file
/// Counts of many cells at once, without making the events.
#pragma once

#include "balmer/base/random.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace balmer::physics::isr {

/// How many of `trial_count` independent trials fall into each cell, and, as last element, into
/// none; `probabilities` of the cells sum to at most one (up to rounding).
///
/// One binomial number after the other, each given what is left, by Hörmann's exact rejection
/// (Boost.Random: unlike std::binomial_distribution, the same numbers with every C++ library).
/// Source: W. Hörmann, J. Stat. Comput. Simul. 46 (1993) 101.
std::vector<std::uint64_t> multinomial(std::uint64_t trial_count,
                                       std::span<double const> probabilities, RandomStream& stream);

}  // namespace balmer::physics::isr
