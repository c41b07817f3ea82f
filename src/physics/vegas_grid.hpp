/// \file
/// Importance sampling by a grid that adapts along each axis separately.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::physics {

/// A map of the unit cube onto itself, piecewise linear along each axis, with narrow bins in
/// regions of large integrand. Initially the identity. Source: Lepage, J. Comput. Phys. 27 (1978)
/// 192.
class VegasGrid {
public:
    /// Throws InputError unless dimension >= 1 and bin_count >= 2.
    VegasGrid(std::size_t dimension, std::size_t bin_count);

    std::size_t dimension() const { return dimension_; }
    std::size_t bin_count() const { return bin_count_; }

    /// Maps `cube` [dimension], in [0, 1), to `point` [dimension], in [0, 1). Returns the Jacobian
    /// d(point)/d(cube), which multiplies the integrand to give the weight.
    double map(std::span<double const> cube, std::span<double> point) const;

    /// Adds a point for the next refine(): `cube` as passed to map(), `weight` = integrand times
    /// Jacobian.
    void accumulate(std::span<double const> cube, double weight);

    /// Moves the bin edges towards equal contributions to the variance, and discards the
    /// accumulated points. The smaller `damping`, in (0, 2], the smaller the steps.
    void refine(double damping);

    /// Bin edges along one axis, [bin_count + 1], from 0 to 1, increasing.
    std::span<double const> edges(std::size_t axis) const;

private:
    std::size_t bin_of(double coordinate) const;
    void refine_axis(std::size_t axis, double damping);

    std::size_t dimension_;
    std::size_t bin_count_;
    /// [dimension x (bin_count + 1)], row-major.
    std::vector<double> edges_;
    /// Sums of weight^2, [dimension x bin_count], row-major.
    std::vector<double> squares_;
};

}  // namespace balmer::physics
