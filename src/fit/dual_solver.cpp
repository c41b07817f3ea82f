#include "dual_solver.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/QR>

namespace balmer::fit {
namespace {

using Indices = std::vector<Eigen::Index>;

/// The minimum over the multipliers of `active` alone, of any sign; of minimal norm if two limits
/// are parallel.
Eigen::VectorXd minimum_over(Eigen::MatrixXd const& matrix, Eigen::VectorXd const& vector,
                             Indices const& active) {
    auto const count = static_cast<Eigen::Index>(active.size());
    Eigen::MatrixXd part(count, count);
    Eigen::VectorXd right(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        right(i) = -vector(active[static_cast<std::size_t>(i)]);
        for (Eigen::Index j = 0; j < count; ++j) {
            part(i, j) =
                matrix(active[static_cast<std::size_t>(i)], active[static_cast<std::size_t>(j)]);
        }
    }
    return part.completeOrthogonalDecomposition().solve(right);
}

/// Moves the multipliers of `active` to their unconstrained minimum. Those that would become
/// negative on the way become zero and leave `active`.
void move_to_minimum(Eigen::MatrixXd const& matrix, Eigen::VectorXd const& vector, Indices& active,
                     Eigen::VectorXd& multipliers) {
    while (!active.empty()) {
        auto const wanted = minimum_over(matrix, vector, active);
        double fraction = 1;
        for (std::size_t i = 0; i < active.size(); ++i) {
            double const now = multipliers(active[i]);
            double const next = wanted(static_cast<Eigen::Index>(i));
            if (next <= 0) fraction = std::min(fraction, now / std::max(now - next, 1e-300));
        }
        for (std::size_t i = 0; i < active.size(); ++i) {
            auto& now = multipliers(active[i]);
            now += fraction * (wanted(static_cast<Eigen::Index>(i)) - now);
        }
        if (fraction >= 1) return;
        std::erase_if(active, [&](Eigen::Index k) {
            bool const leaves = multipliers(k) <= 1e-14 * multipliers.maxCoeff();
            if (leaves) multipliers(k) = 0;
            return leaves;
        });
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
        move_to_minimum(matrix, vector, active, multipliers);
    }
    return multipliers;
}

}  // namespace balmer::fit
