/// \file
/// Sums of products of columns, as kernels add them up and as normal equations want them.
#pragma once

#include "balmer/base/aligned.hpp"
#include "balmer/eval/sums.hpp"

#include "program.hpp"

#include <cstddef>
#include <span>

namespace balmer::eval {

/// What Kernels::products adds to: for each pair of columns some lanes, whose sum counts.
class ProductSums {
public:
    /// Zeroes the sums of so many columns.
    void start(std::size_t column_count, std::size_t lane_count);

    double* lanes() { return lanes_.data(); }

    /// The sums of derivatives and, last, the residual: its row of products is the gradient, then
    /// the loss.
    void read(std::span<Column const> derivatives, NormalEquations& sums) const;

private:
    double sum(std::size_t row, std::size_t column) const;

    std::size_t lane_count_ = 0;
    AlignedVector<double> lanes_;
};

}  // namespace balmer::eval
