/// \file
/// Options that `fit` and `evaluate` share.
#pragma once

#include "balmer/scoring/formula.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace balmer::app {

struct FormulaOptions {
    scoring::FormulaInput input;
    std::vector<std::string> derived;
    /// Name of the backend.
    std::string backend = "auto";
    bool json = false;
};

/// `options` must outlive the parse.
void add_formula_options(CLI::App& command, FormulaOptions& options);

/// The input with --derived applied. Throws InputError.
scoring::FormulaInput input_of(FormulaOptions const& options);

}  // namespace balmer::app
