/// \file
/// The seam between a search and the machine: expressions over rows, by several backends.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/sums.hpp"
#include "balmer/expr/tree.hpp"

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::eval {

/// How expressions become values: machine code emitted for each structure (avx512, avx2), kernels
/// that sweep blocks of rows (interpreter), or row by row (reference, the judge of the others).
enum class Backend { automatic, avx512, avx2, interpreter, reference };

/// Names for options and logs, in the order of the enumeration.
inline constexpr std::array<std::string_view, 5> backend_names = {"automatic", "avx512", "avx2",
                                                                  "interpreter", "reference"};

constexpr std::string_view name(Backend backend) {
    return backend_names[static_cast<std::size_t>(backend)];
}

std::optional<Backend> find_backend(std::string_view name);

/// Why this process cannot use the backend, as a clause ("this processor has no AVX-512"); empty
/// where it can.
std::string why_unavailable(Backend backend);

/// The backends that work here, without `automatic`; the fastest first.
std::vector<Backend> available_backends();

/// What `automatic` stands for here, with a sentence for the log where something faster than the
/// interpreter is missing for a reason that can be mended (executable memory is forbidden).
struct BackendChoice {
    Backend backend = Backend::interpreter;
    std::string note;
};
BackendChoice best_backend();

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

/// The best backend of this processor, or the one asked for. Throws InputError where that is not
/// available.
template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_evaluator(Backend backend = Backend::automatic);

}  // namespace balmer::eval
