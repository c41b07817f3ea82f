#include "dual_solver.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include <Eigen/QR>

namespace balmer::fit {
namespace {

using Indices = std::vector<Eigen::Index>;

/// From the multipliers of `active` to their minimum alone, of any sign.
struct Move {
    Eigen::VectorXd step;
    /// There is no minimum, because limits depend on each other: the value falls all along the
    /// step.
    bool is_endless = false;
};

Move move_to_minimum(Eigen::MatrixXd const& matrix, Eigen::VectorXd const& slope,
                     Indices const& active) {
    auto const count = static_cast<Eigen::Index>(active.size());
    Eigen::MatrixXd part(count, count);
    Eigen::VectorXd right(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        auto const row = active[static_cast<std::size_t>(i)];
        right(i) = -slope(row);
        for (Eigen::Index j = 0; j < count; ++j) {
            part(i, j) = matrix(row, active[static_cast<std::size_t>(j)]);
        }
    }
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
    solver.setThreshold(1e-12);
    solver.compute(part);
    Eigen::VectorXd step = solver.solve(right);
    Eigen::VectorXd const rest = right - part * step;
    if (rest.norm() > 1e-8 * right.norm()) return {rest, true};
    return {std::move(step), false};
}

/// Moves the multipliers of `active` to their minimum. Those that would become negative on the way
/// become zero and leave `active`.
void minimise(Eigen::MatrixXd const& matrix, Eigen::VectorXd const& vector, Indices& active,
              Eigen::VectorXd& multipliers) {
    while (!active.empty()) {
        auto const [step, is_endless] =
            move_to_minimum(matrix, matrix * multipliers + vector, active);
        double fraction = is_endless ? std::numeric_limits<double>::infinity() : 1;
        std::size_t first = active.size();
        for (std::size_t i = 0; i < active.size(); ++i) {
            double const change = step(static_cast<Eigen::Index>(i));
            double const until_zero = multipliers(active[i]) / -change;
            if (change < 0 && until_zero < fraction) {
                fraction = until_zero;
                first = i;
            }
        }
        if (!std::isfinite(fraction)) return;
        for (std::size_t i = 0; i < active.size(); ++i) {
            auto& now = multipliers(active[i]);
            now = std::max(now + fraction * step(static_cast<Eigen::Index>(i)), 0.0);
        }
        if (first == active.size()) return;
        multipliers(active[first]) = 0;
        active.erase(active.begin() + static_cast<std::ptrdiff_t>(first));
    }
}

}  // namespace

Eigen::VectorXd nonnegative_multipliers(Eigen::MatrixXd const& matrix,
                                        Eigen::VectorXd const& vector) {
    auto const count = vector.size();
    Eigen::VectorXd multipliers = Eigen::VectorXd::Zero(count);
    Indices active;
    for (Eigen::Index round = 0; round < 3 * count + 10; ++round) {
        Eigen::VectorXd const slope = matrix * multipliers + vector;
        Eigen::Index next = -1;
        for (Eigen::Index k = 0; k < count; ++k) {
            if (std::ranges::find(active, k) != active.end()) continue;
            double const rounding = 1e-12 * (std::abs(vector(k)) + std::abs(slope(k) - vector(k)));
            if (slope(k) < -rounding && (next < 0 || slope(k) < slope(next))) next = k;
        }
        if (next < 0) break;
        active.push_back(next);
        minimise(matrix, vector, active, multipliers);
    }
    return multipliers;
}

}  // namespace balmer::fit
