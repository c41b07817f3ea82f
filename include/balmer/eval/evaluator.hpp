/// \file
/// Interface of the evaluation of expressions over rows, with several backends.
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

/// How expressions are evaluated: by machine code emitted for each structure (avx512, avx2), by
/// kernels that process blocks of rows (interpreter), or row by row (reference, for tests).
enum class Backend { automatic, avx512, avx2, interpreter, reference };

/// Names for options and logs, in the order of the enumeration.
inline constexpr std::array<std::string_view, 5> backend_names = {"automatic", "avx512", "avx2",
                                                                  "interpreter", "reference"};

constexpr std::string_view name(Backend backend) {
    return backend_names[static_cast<std::size_t>(backend)];
}

std::optional<Backend> find_backend(std::string_view name);

/// The reason why this process cannot use the backend, as a clause ("this processor has no
/// AVX-512"); empty if it can.
std::string why_unavailable(Backend backend);

/// The available backends, the fastest first, without `automatic`.
std::vector<Backend> available_backends();

/// The backend that `automatic` selects. `note` is a sentence for the log if the processor supports
/// a faster one but the system forbids executable memory; otherwise it is empty.
struct BackendChoice {
    Backend backend = Backend::interpreter;
    std::string note;
};
BackendChoice best_backend();

/// Evaluates expressions over rows. Owns its scratch memory and caches: use one evaluator per
/// thread. NaN and infinity are values; no function throws because of them.
template <class Scalar>
class Evaluator {
public:
    virtual ~Evaluator() = default;

    /// Name for logs: "interpreter (avx512)".
    virtual std::string_view name() const = 0;

    /// Writes f(x) of each row to `values` [rows.row_count].
    virtual void values(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                        std::span<Scalar> values) = 0;

    /// Loss sums over the rows, in order. Stops after the first block of rows at which
    /// `squared_error_sum` exceeds `squared_error_limit` or is not finite. The sum never decreases,
    /// so a caller that rejects such a loss decides exactly as with all rows. `row_count` is then
    /// smaller than the number of rows.
    virtual LossSums loss(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                          double squared_error_limit = std::numeric_limits<double>::infinity()) = 0;

    /// Writes the normal equations to `sums` in one pass. A sum is not finite if a term is not.
    virtual void normal_equations(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                                  NormalEquations& sums) = 0;
};

/// An evaluator with the best backend of this processor or the given one. Throws InputError if that
/// is not available.
template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_evaluator(Backend backend = Backend::automatic);

}  // namespace balmer::eval
