/// \file
/// Derived features: formulas of columns of the file and of other derived features.
#pragma once

#include "balmer/data/source_error.hpp"
#include "balmer/expr/tree.hpp"

#include "column_names.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace balmer::data {

/// An input of a formula: a column of the file, or another derived feature.
struct FormulaInput {
    enum class Kind { column, derived };
    Kind kind = Kind::column;
    std::size_t index = 0;

    bool operator==(FormulaInput const&) const = default;
};

struct DerivedColumn {
    std::string name = {};
    std::string formula = {};
    /// inputs[i] is feature i of the tree.
    expr::Tree tree = {};
    std::vector<FormulaInput> inputs = {};
};

/// Parses the formulas, in the order of `derived`. Adds mistakes to `problems`: duplicate names,
/// invalid formulas, unknown names, use of latent columns or of the target.
std::vector<DerivedColumn> read_derived(
    std::vector<std::pair<std::string, std::string>> const& derived, ColumnNames const& names,
    std::optional<std::size_t> target, SourceProblems& problems);

/// The job key of a derived feature.
inline std::string derived_key(std::string const& name) { return "data.derived." + name; }

/// Finds the invalid formulas without knowing the columns.
void check_formulas(std::vector<std::pair<std::string, std::string>> const& derived,
                    SourceProblems& problems);

/// Indices into `columns`, ordered so that each follows its inputs. Adds cycles to `problems`.
std::vector<std::size_t> evaluation_order(std::vector<DerivedColumn> const& columns,
                                          SourceProblems& problems);

/// Evaluates the tree in each row, with inputs[i] as feature i, into `values`. All spans have equal
/// length.
void evaluate_rows(expr::Tree const& tree, std::span<std::span<double const> const> inputs,
                   std::span<double> values);

}  // namespace balmer::data
