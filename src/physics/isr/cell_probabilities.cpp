#include "balmer/physics/isr/sample.hpp"

#include "physics/isr/quadrature.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace balmer::physics::isr {
namespace {

/// Probability that a standard normal number is below `z`.
double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

/// Probability that a standard normal number is in [low, high), from the nearer tail, so that a
/// small probability is not the difference of large ones.
double normal_probability(double low, double high) {
    return low > 0 ? normal_cdf(-low) - normal_cdf(-high) : normal_cdf(high) - normal_cdf(low);
}

/// Integrals over true x for one column of cells, which have the same bin of sin(theta).
template <class Source>
class Column {
public:
    Column(Source const& source, Interval const& sin_theta, EnergyResolution const& resolution)
        : source_(source),
          sin_theta_(sin_theta),
          resolution_(resolution),
          breaks_(source.breaks(sin_theta)) {}

    /// Probability that an event is measured in this column and in the interval `x`.
    double probability(Interval const& x) {
        if (resolution_.size == 0) {
            return integral([&](double true_x) { return source_.density(true_x, sin_theta_); },
                            {x.low, x.high});
        }
        return integral(
            [&](double true_x) {
                double const sigma_x = resolution_.sigma_x(true_x);
                return source_.density(true_x, sin_theta_) *
                       normal_probability((x.low - true_x) / sigma_x, (x.high - true_x) / sigma_x);
            },
            relevant_points(x));
    }

private:
    /// Points of true x between which the probability to be measured in `x` is smooth. Beyond ten
    /// standard deviations it is negligible (1e-23).
    std::vector<double> relevant_points(Interval const& x) const {
        std::vector<double> points;
        for (double const deviations : {10.0, 4.0, 0.0, -4.0, -10.0}) {
            points.push_back(resolution_.true_x(x.low, deviations));
            points.push_back(resolution_.true_x(x.high, deviations));
        }
        return points;
    }

    /// The integral from the least to the greatest of `points` within the support, piece by piece.
    template <class Function>
    double integral(Function const& function, std::vector<double> points) {
        if (breaks_.size() < 2) return 0;
        auto const [least, greatest] = std::ranges::minmax(points);
        double const low = std::max(least, breaks_.front());
        double const high = std::min(greatest, breaks_.back());
        points.insert(points.end(), breaks_.begin(), breaks_.end());
        for (double& point : points) point = std::clamp(point, std::min(low, high), high);
        std::ranges::sort(points);
        double sum = 0;
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            if (points[i] < points[i + 1]) {
                sum += integrate(quadrature_, function, points[i], points[i + 1]);
            }
        }
        return sum;
    }

    Source const& source_;
    Interval sin_theta_;
    EnergyResolution const& resolution_;
    std::vector<double> breaks_;
    Quadrature quadrature_;
};

template <class Source>
std::vector<double> column_probabilities(Source const& source, BinAxis const& axis,
                                         Interval const& sin_theta,
                                         EnergyResolution const& resolution) {
    Column<Source> column(source, sin_theta, resolution);
    std::vector<double> probabilities;
    probabilities.reserve(axis.bin_count);
    for (std::size_t i = 0; i < axis.bin_count; ++i) {
        probabilities.push_back(column.probability(axis.bin(i)));
    }
    return probabilities;
}

/// x and sin(theta) are independent, so that one column is enough.
std::vector<double> probabilities_of(SplittingPhotons const& source, Grid const& grid,
                                     EnergyResolution const& resolution) {
    auto const in_x = column_probabilities(source, grid.x, grid.sin_theta.range, resolution);
    std::vector<double> probabilities;
    probabilities.reserve(grid.size());
    for (double const probability : in_x) {
        for (std::size_t j = 0; j < grid.sin_theta.bin_count; ++j) {
            probabilities.push_back(probability * SplittingPhotons::share(grid.sin_theta.bin(j)));
        }
    }
    return probabilities;
}

std::vector<double> probabilities_of(NeutralinoPhotons const& source, Grid const& grid,
                                     EnergyResolution const& resolution) {
    std::vector<double> probabilities(grid.size());
    std::size_t const columns = grid.sin_theta.bin_count;
    for (std::size_t j = 0; j < columns; ++j) {
        auto const column = column_probabilities(source, grid.x, grid.sin_theta.bin(j), resolution);
        for (std::size_t i = 0; i < column.size(); ++i) probabilities[i * columns + j] = column[i];
    }
    return probabilities;
}

}  // namespace

std::vector<double> cell_probabilities(PhotonSource const& source, Grid const& grid,
                                       EnergyResolution const& resolution) {
    return std::visit(
        [&](auto const& photons) { return probabilities_of(photons, grid, resolution); }, source);
}

}  // namespace balmer::physics::isr
