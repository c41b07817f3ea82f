/// \file
/// Settings of the fit of a formula.
#pragma once

#include "balmer/fit/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace balmer::scoring {

/// The state of a fit after each evaluation.
struct FitProgress {
    bool is_on_sample = true;
    std::size_t start_index = 0;
    std::size_t start_count = 0;
    int evaluation_count = 0;
    double mse = 0;
};

struct FormulaFitSettings {
    /// Number of starts tried on a sample of the events: the given values, then random ones.
    std::size_t start_count = 24;
    std::size_t sample_row_count = 20000;
    /// The best of these starts continue on all events.
    std::size_t finalist_count = 3;
    std::uint64_t seed = 1;
    int max_evaluations = 200;
    std::function<void(FitProgress const&)> progress = {};
    /// Values of the first start [parameter_count], within the bounds; if empty, the values of the
    /// formula's constants, or the nearest inside the bounds.
    std::vector<double> start = {};
    fit::Bounds bounds = {};
};

}  // namespace balmer::scoring
