/// \file
/// What `fit` prints.
#pragma once

#include "balmer/app/formula_fit.hpp"
#include "balmer/app/formula_input.hpp"

#include <string>
#include <vector>

namespace balmer::app {

/// Everything there is to tell of a finished fit.
struct FitReport {
    BoundFormula const& bound;
    fit::ParameterMap const& map;
    /// [map.parameter_count].
    std::vector<std::string> const& parameter_names;
    FormulaFit const& result;
    /// Evaluator::name() on rank 0.
    std::string evaluator;
};

std::string fit_text(FitReport const& report);
std::string fit_json(FitReport const& report);

}  // namespace balmer::app
