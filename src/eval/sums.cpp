#include "balmer/eval/sums.hpp"

#include "balmer/base/error.hpp"

#include <cmath>
#include <limits>

namespace balmer::eval {
namespace {

void add(std::vector<double>& left, std::vector<double> const& right) {
    for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
}

}  // namespace

double LossSums::mse() const {
    double const mean = squared_error_sum / weight_sum;
    return std::isfinite(mean) ? mean : std::numeric_limits<double>::infinity();
}

LossSums& LossSums::operator+=(LossSums const& other) {
    row_count += other.row_count;
    weight_sum += other.weight_sum;
    squared_error_sum += other.squared_error_sum;
    return *this;
}

void NormalEquations::reset(std::size_t constant_count) {
    loss = {};
    gradient.assign(constant_count, 0.0);
    curvature.assign(constant_count * (constant_count + 1) / 2, 0.0);
}

NormalEquations& NormalEquations::operator+=(NormalEquations const& other) {
    BALMER_EXPECT(constant_count() == other.constant_count());
    loss += other.loss;
    add(gradient, other.gradient);
    add(curvature, other.curvature);
    return *this;
}

}  // namespace balmer::eval
