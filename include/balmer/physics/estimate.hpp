/// \file
/// Means over weighted events and their errors.
#pragma once

namespace balmer::physics {

/// A value and its standard error.
struct Estimate {
    double value = 0;
    double error = 0;
};

/// Weighted mean and variance of the values added. Requires at least one positive weight.
class WeightedMean {
public:
    void add(double value, double weight);
    double mean() const { return sum_ / weights_; }
    double variance() const;
    /// The mean with its error, which assumes weights close to one.
    Estimate estimate() const;

private:
    double weights_ = 0;
    double sum_ = 0;
    double squares_ = 0;
};

/// Running sums of weights; weights of zero count.
struct WeightSum {
    double count = 0;
    double sum = 0;
    double sum_of_squares = 0;

    void add(double weight);
    void add(WeightSum const& other);
    double mean() const;
    /// Standard error of the mean.
    double mean_error() const;
};

}  // namespace balmer::physics
