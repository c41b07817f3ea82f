#include "balmer/fit/held_directions.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace balmer::fit {
namespace {

/// A constant whose share of a gradient is below this, in units of its effect, does not count.
constexpr double negligible = 1e-12;

struct Largest {
    std::size_t index = 0;
    double size = 0;
};

Largest largest_entry(std::vector<double> const& row, std::vector<double> const& scales) {
    Largest largest;
    for (std::size_t k = 0; k < row.size(); ++k) {
        double const size = std::abs(row[k]) * scales[k];
        if (size > largest.size) largest = {k, size};
    }
    return largest;
}

void subtract(std::vector<double>& row, std::vector<double> const& other, std::size_t pivot) {
    double const factor = row[pivot];
    for (std::size_t k = 0; k < row.size(); ++k) row[k] -= factor * other[k];
    row[pivot] = 0;
}

}  // namespace

HeldDirections::HeldDirections(eval::NormalEquations const& sums,
                               std::vector<std::vector<double>> const& gradients)
    : constant_count_(sums.constant_count()), is_held_(constant_count_, false) {
    std::vector<double> scales(constant_count_, 1.0);
    for (std::size_t k = 0; k < constant_count_; ++k) {
        double const diagonal = sums.curvature[eval::packed_index(k, k)];
        if (diagonal > 0 && std::isfinite(diagonal)) scales[k] = 1 / std::sqrt(diagonal);
    }
    // Gauss-Jordan elimination: each row has 1 at its pivot, where the others have 0.
    std::vector<std::vector<double>> rows;
    std::vector<std::size_t> pivots;
    for (auto row : gradients) {
        BALMER_EXPECT(row.size() == constant_count_);
        double const size = largest_entry(row, scales).size;
        for (std::size_t k = 0; k < constant_count_; ++k) {
            if (std::abs(row[k]) * scales[k] > negligible * size) is_held_[k] = true;
        }
        for (std::size_t r = 0; r < rows.size(); ++r) subtract(row, rows[r], pivots[r]);
        auto const pivot = largest_entry(row, scales);
        if (!(pivot.size > negligible * size)) continue;
        double const inverse = 1 / row[pivot.index];
        for (auto& entry : row) entry *= inverse;
        for (auto& other : rows) subtract(other, row, pivot.index);
        rows.push_back(std::move(row));
        pivots.push_back(pivot.index);
    }
    for (std::size_t k = 0; k < constant_count_; ++k) {
        if (std::ranges::find(pivots, k) == pivots.end()) free_.push_back(k);
    }
    basis_.assign(constant_count_ * free_count(), 0.0);
    for (std::size_t f = 0; f < free_count(); ++f) {
        basis_[free_[f] * free_count() + f] = 1;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            basis_[pivots[r] * free_count() + f] = -rows[r][free_[f]];
        }
    }
}

eval::NormalEquations HeldDirections::reduce(eval::NormalEquations const& sums) const {
    eval::NormalEquations reduced;
    reduced.reset(free_count());
    reduced.loss = sums.loss;
    for (std::size_t k = 0; k < constant_count_; ++k) {
        for (std::size_t f = 0; f < free_count(); ++f) {
            double const entry = basis_[k * free_count() + f];
            if (entry != 0) reduced.gradient[f] += entry * sums.gradient[k];
        }
    }
    reduced.curvature = reduce_matrix(sums.curvature);
    return reduced;
}

std::vector<double> HeldDirections::reduce_matrix(std::span<double const> packed) const {
    std::vector<double> reduced(free_count() * (free_count() + 1) / 2, 0.0);
    for (std::size_t f = 0; f < free_count(); ++f) {
        for (std::size_t g = 0; g <= f; ++g) {
            double sum = 0;
            for (std::size_t i = 0; i < constant_count_; ++i) {
                for (std::size_t j = 0; j < constant_count_; ++j) {
                    double const factor =
                        basis_[i * free_count() + f] * basis_[j * free_count() + g];
                    if (factor == 0) continue;
                    sum += factor * packed[eval::packed_index(std::max(i, j), std::min(i, j))];
                }
            }
            reduced[eval::packed_index(f, g)] = sum;
        }
    }
    return reduced;
}

std::vector<double> HeldDirections::expand_matrix(std::span<double const> packed) const {
    std::vector<double> all(constant_count_ * (constant_count_ + 1) / 2,
                            std::numeric_limits<double>::quiet_NaN());
    for (std::size_t f = 0; f < free_count(); ++f) {
        for (std::size_t g = 0; g <= f; ++g) {
            if (is_held_[free_[f]] || is_held_[free_[g]]) continue;
            all[eval::packed_index(free_[f], free_[g])] = packed[eval::packed_index(f, g)];
        }
    }
    return all;
}

std::vector<double> HeldDirections::expand_direction(std::span<double const> direction) const {
    std::vector<double> all(constant_count_, 0.0);
    double largest = 0;
    for (std::size_t k = 0; k < constant_count_; ++k) {
        for (std::size_t f = 0; f < free_count(); ++f) {
            all[k] += basis_[k * free_count() + f] * direction[f];
        }
        largest = std::max(largest, std::abs(all[k]));
    }
    for (auto& entry : all) entry /= largest;
    return all;
}

}  // namespace balmer::fit
