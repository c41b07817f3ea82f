#include "balmer/physics/estimate.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics {

void WeightedMean::add(double value, double weight) {
    weights_ += weight;
    sum_ += weight * value;
    squares_ += weight * value * value;
}

double WeightedMean::variance() const {
    return std::max(squares_ / weights_ - mean() * mean(), 0.0);
}

Estimate WeightedMean::estimate() const { return {mean(), std::sqrt(variance() / weights_)}; }

void WeightSum::add(double weight) {
    count += 1;
    sum += weight;
    sum_of_squares += weight * weight;
}

void WeightSum::add(WeightSum const& other) {
    count += other.count;
    sum += other.sum;
    sum_of_squares += other.sum_of_squares;
}

double WeightSum::mean() const { return sum / count; }

double WeightSum::mean_error() const {
    double const variance = sum_of_squares / count - mean() * mean();
    return std::sqrt(std::max(variance, 0.0) / (count - 1));
}

}  // namespace balmer::physics
