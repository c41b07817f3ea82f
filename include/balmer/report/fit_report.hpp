/// \file
/// The output of `balmer fit`.
#pragma once

#include "balmer/scoring/formula.hpp"
#include "balmer/scoring/formula_fit.hpp"

#include <string>
#include <vector>

namespace balmer::report {

/// The results of a finished fit.
struct FitReport {
    scoring::BoundFormula const& bound;
    fit::ParameterMap const& map;
    /// [map.parameter_count].
    std::vector<std::string> const& parameter_names;
    scoring::FormulaFit const& result;
    /// Evaluator::name() on rank 0.
    std::string evaluator;
};

std::string fit_text(FitReport const& report);
std::string fit_json(FitReport const& report);

}  // namespace balmer::report
