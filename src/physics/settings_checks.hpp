/// \file
/// Checks that the settings of several processes have in common.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/physics/score_summary.hpp"

#include <cstddef>
#include <sstream>
#include <string>

namespace balmer::physics {

/// The concatenated parts, each as a stream prints it.
template <class... Parts>
std::string sentence(Parts const&... parts) {
    std::ostringstream stream;
    (stream << ... << parts);
    return stream.str();
}

/// Requires at least one event; `usual` is the number to suggest.
void check_event_count(std::size_t event_count, std::size_t usual, ProblemList& problems);

/// Requires a finite coefficient [TeV^-2] and a scale that is finite and not zero.
void check_score(double theta, ScoreTarget const& target, ProblemList& problems);

/// The range in which densities are evaluated.
struct DensityUse {
    double x_min;
    double q_min_gev;
    double q_max_gev;
};

/// Requires a known set that is valid in this range.
void check_density(std::string const& pdf, DensityUse const& use, ProblemList& problems);

}  // namespace balmer::physics
