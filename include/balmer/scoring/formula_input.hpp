/// \file
/// A formula of the user's and the events it is held against.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/expr/parse.hpp"

#include <string>
#include <vector>

namespace balmer::scoring {

struct FormulaInput {
    std::string expression;
    data::SourceSpec data;
};

/// A formula over columns that are there.
struct BoundFormula {
    expr::Parsed formula;
    /// With the features that the formula uses, and no others.
    data::SourceSpec data;
    std::vector<std::string> feature_names;
    /// One entry a constant leaf: written as `pi`, which no fit may move.
    std::vector<bool> is_pi;
    std::size_t row_count = 0;
};

/// Without features in a file that marks none, they are the columns that the formula names. A name
/// that is a column but no feature is refused, also where unknown names are parameters.
/// Throws DataError for the file's mistakes, InputError for the formula's.
BoundFormula bind_formula(FormulaInput const& input, expr::UnknownNames policy);

/// Reads --derived "s_phi = sin(dphi)" into the spec. Throws InputError.
void add_derived(data::SourceSpec& spec, std::vector<std::string> const& definitions);

}  // namespace balmer::scoring
