/// \file
/// Sums of products of columns: from the lanes of the kernels to normal equations.
#pragma once

#include "balmer/base/aligned.hpp"
#include "balmer/eval/sums.hpp"

#include "program.hpp"

#include <cstddef>
#include <span>

namespace balmer::eval {

/// The sums that Kernels::products adds to. Each pair of columns has several lanes.
class ProductSums {
public:
    /// Sets the sums of `column_count` columns to zero.
    void start(std::size_t column_count, std::size_t lane_count);

    double* lanes() { return lanes_.data(); }

    /// Writes the normal equations. The columns are the derivatives and, last, the residual, whose
    /// products are the gradient and the loss.
    void read(std::span<Column const> derivatives, NormalEquations& sums) const;

private:
    double sum(std::size_t row, std::size_t column) const;

    std::size_t lane_count_ = 0;
    AlignedVector<double> lanes_;
};

}  // namespace balmer::eval
