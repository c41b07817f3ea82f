/// \file
/// A formula from the user, bound to the columns of a file of events.
#pragma once

#include "balmer/data/schema.hpp"
#include "balmer/expr/parse.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace balmer::scoring {

struct FormulaInput {
    std::string expression;
    data::SourceSpec data;
};

struct BoundFormula {
    expr::Parsed formula;
    /// Its features are those that the formula uses.
    data::SourceSpec data;
    std::vector<std::string> feature_names;
    std::size_t row_count = 0;
};

/// Finds the columns that the formula names. If neither the user nor the file lists the features,
/// they are the columns that the formula names. A name that is a column but not a feature is an
/// error, even if unknown names are parameters. Throws DataError for mistakes in the file,
/// InputError for mistakes in the formula.
BoundFormula bind_formula(FormulaInput const& input, expr::UnknownNames policy);

/// Reads --derived "s_phi = sin(dphi)" into the spec. Throws InputError.
void add_derived(data::SourceSpec& spec, std::vector<std::string> const& definitions);

}  // namespace balmer::scoring
