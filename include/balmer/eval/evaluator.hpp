/// \file
/// The seam between a search and the machine: expressions over rows, by several backends.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/sums.hpp"
#include "balmer/expr/tree.hpp"

#include <limits>
#include <memory>
#include <span>
#include <string_view>

namespace balmer::eval {

enum class Backend { automatic, interpreter, reference };

/// Evaluates expressions over rows. Owns its scratch memory and caches, so one thread uses one
/// evaluator. No function throws for what a formula does: NaN and infinity are values.
template <class Scalar>
class Evaluator {
public:
    virtual ~Evaluator() = default;

    /// Name for logs: "interpreter (avx512)".
    virtual std::string_view name() const = 0;

    /// f(x) of each row into `values` [rows.row_count].
    virtual void values(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                        std::span<Scalar> values) = 0;

    /// Loss sums over the rows, in order. Stops after the first block of rows at which
    /// `squared_error_sum` exceeds `squared_error_limit` or is not finite: the sum only grows, so a
    /// caller that would refuse such a loss decides exactly as with all rows. Whether it stopped
    /// shows in `row_count`.
    virtual LossSums loss(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                          double squared_error_limit = std::numeric_limits<double>::infinity()) = 0;

    /// Normal equations in one pass, into `sums`. Entries are not finite where a row's are not.
    virtual void normal_equations(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                                  NormalEquations& sums) = 0;
};

/// The best backend of this processor, or the one asked for.
template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_evaluator(Backend backend = Backend::automatic);

}  // namespace balmer::eval
