/// \file
/// Results of an evaluation: sums over rows that can be added over blocks, shards and ranks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace balmer::eval {

/// Sums of a loss. `squared_error_sum` is Σ w r² with r = f(x) - t; NaN or infinite if any r is.
struct LossSums {
    std::uint64_t row_count = 0;
    double weight_sum = 0;
    double squared_error_sum = 0;

    /// Weighted mean squared error; +infinity if it is not finite or there are no rows.
    double mse() const;
    LossSums& operator+=(LossSums const& other);
    bool operator==(LossSums const&) const = default;
};

/// Index of (row, column) in a packed lower triangle, row >= column.
constexpr std::size_t packed_index(std::size_t row, std::size_t column) {
    return row * (row + 1) / 2 + column;
}

/// Normal equations of a least-squares fit at some constants: J is d f / d constants, r = f(x) - t.
struct NormalEquations {
    LossSums loss;
    /// Jᵀ W r [K].
    std::vector<double> gradient;
    /// Jᵀ W J, packed lower triangle [K(K+1)/2].
    std::vector<double> curvature;

    std::size_t constant_count() const { return gradient.size(); }
    /// Zeroes all sums for `constant_count` constants.
    void reset(std::size_t constant_count);
    /// Both must have the same number of constants.
    NormalEquations& operator+=(NormalEquations const& other);
    bool operator==(NormalEquations const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& loss.row_count& loss.weight_sum& loss.squared_error_sum& gradient& curvature;
    }
};

}  // namespace balmer::eval
