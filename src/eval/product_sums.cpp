#include "product_sums.hpp"

namespace balmer::eval {

void ProductSums::start(std::size_t column_count, std::size_t lane_count) {
    lane_count_ = lane_count;
    lanes_.assign(packed_index(column_count, 0) * lane_count, 0.0);
}

void ProductSums::read(std::span<Column const> derivatives, NormalEquations& sums) const {
    std::size_t const count = derivatives.size();
    auto const sign = [&](std::size_t k) { return derivatives[k].negated ? -1.0 : 1.0; };
    for (std::size_t row = 0; row < count; ++row) {
        for (std::size_t column = 0; column <= row; ++column) {
            sums.curvature[packed_index(row, column)] = sign(row) * sign(column) * sum(row, column);
        }
        sums.gradient[row] = sign(row) * sum(count, row);
    }
    sums.loss.squared_error_sum = sum(count, count);
}

double ProductSums::sum(std::size_t row, std::size_t column) const {
    double const* const lanes = lanes_.data() + packed_index(row, column) * lane_count_;
    // Two independent sums: dependent additions would wait for each other.
    double even = 0, odd = 0;
    for (std::size_t i = 0; i < lane_count_; i += 2) {
        even += lanes[i];
        odd += lanes[i + 1];
    }
    return even + odd;
}

}  // namespace balmer::eval
