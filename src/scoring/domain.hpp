/// \file
/// Where a formula has values: the arguments that must not become negative.
#pragma once

#include "balmer/expr/tree.hpp"
#include "balmer/fit/parameter_map.hpp"
#include "balmer/scoring/shard_sums.hpp"

#include <span>
#include <vector>

namespace balmer::scoring {

/// The formula has a value only where `argument` >= 0 (> 0 for log).
struct DomainCondition {
    /// The argument of the operator, or a function of the same sign: a product for a quotient.
    expr::Tree argument;
    /// Of the constants of `argument`.
    fit::ParameterMap map;
    /// Nodes of the operator with its arguments, in the formula.
    expr::NodeRange place;

    /// `argument` with these parameters.
    expr::Tree at(std::span<double const> parameters) const;
    /// Derivatives by the parameters from those by the constants of `argument`.
    std::vector<double> by_parameters(std::vector<double> const& gradient) const;
};

/// The conditions of sqrt, log, asin, acos, and of pow unless its exponent is a fixed whole number,
/// as far as they depend on parameters; inner ones first.
std::vector<DomainCondition> domain_conditions(expr::Tree const& formula,
                                               fit::ParameterMap const& map);

}  // namespace balmer::scoring
