/// \file
/// Derived features: formulas over columns of the file and over each other.
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

/// What a formula reads: a column of the file, or another derived feature.
struct FormulaInput {
    enum class Kind { column, derived };
    Kind kind = Kind::column;
    std::size_t index = 0;

    bool operator==(FormulaInput const&) const = default;
};

struct DerivedColumn {
    std::string name = {};
    std::string formula = {};
    /// Feature i of the tree is inputs[i].
    expr::Tree tree = {};
    std::vector<FormulaInput> inputs = {};
};

/// Reads the formulas, in the order of `derived`. Mistakes go to `problems`: names that are there
/// already, what cannot be parsed, names that nobody has, what is latent, the target.
std::vector<DerivedColumn> read_derived(
    std::vector<std::pair<std::string, std::string>> const& derived, ColumnNames const& names,
    std::optional<std::size_t> target, SourceProblems& problems);

/// The job key of a derived feature.
inline std::string derived_key(std::string const& name) { return "data.derived." + name; }

/// Formulas that cannot be read, whatever the columns are called.
void check_formulas(std::vector<std::pair<std::string, std::string>> const& derived,
                    SourceProblems& problems);

/// Indices into `columns` such that each comes after what it reads. Cycles go to `problems`.
std::vector<std::size_t> evaluation_order(std::vector<DerivedColumn> const& columns,
                                          SourceProblems& problems);

/// Value of the tree in each row, feature i being inputs[i], into `values`. Inputs have the length
/// of `values`.
void evaluate_rows(expr::Tree const& tree, std::span<std::span<double const> const> inputs,
                   std::span<double> values);

}  // namespace balmer::data
