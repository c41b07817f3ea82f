/// \file
/// Rules that settings of several processes have to keep, and how a broken one is told.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/physics/score_summary.hpp"

#include <cstddef>
#include <sstream>
#include <string>

namespace balmer::physics {

/// Its parts, one after the other, as a stream prints them.
template <class... Parts>
std::string sentence(Parts const&... parts) {
    std::ostringstream stream;
    (stream << ... << parts);
    return stream.str();
}

/// At least one; `usual` is what to take instead.
void check_event_count(std::size_t event_count, std::size_t usual, ProblemList& problems);

/// A finite coefficient [TeV^-2] and a scale that is not zero.
void check_score(double theta, ScoreTarget const& target, ProblemList& problems);

/// Where densities are asked.
struct DensityUse {
    double x_min;
    double q_min_gev;
    double q_max_gev;
};

/// The set is known, and holds there.
void check_density(std::string const& pdf, DensityUse const& use, ProblemList& problems);

}  // namespace balmer::physics
