#include "physics/vegas_grid.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace balmer::physics {
namespace {

/// Averages each bin with its neighbours, so that no bin collapses because of a single large
/// weight.
std::vector<double> smoothed(std::span<double const> values) {
    std::vector<double> result(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::size_t const first = i == 0 ? 0 : i - 1, last = std::min(i + 1, values.size() - 1);
        double const sum =
            std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first),
                            values.begin() + static_cast<std::ptrdiff_t>(last) + 1, 0.0);
        result[i] = sum / static_cast<double>(last - first + 1);
    }
    return result;
}

/// Lepage's compressed importance of a bin with this share of the variance.
double importance(double share, double damping) {
    if (share <= 0) return 0.0;
    if (share >= 1) return 1.0;
    return std::pow((1 - share) / -std::log(share), damping);
}

}  // namespace

VegasGrid::VegasGrid(std::size_t dimension, std::size_t bin_count)
    : dimension_(dimension), bin_count_(bin_count) {
    BALMER_VALIDATE(dimension >= 1, "a sampling grid needs at least one dimension");
    BALMER_VALIDATE(bin_count >= 2, "a sampling grid needs at least two bins along each axis");
    edges_.reserve(dimension * (bin_count + 1));
    for (std::size_t axis = 0; axis < dimension; ++axis) {
        for (std::size_t edge = 0; edge <= bin_count; ++edge) {
            edges_.push_back(static_cast<double>(edge) / static_cast<double>(bin_count));
        }
    }
    squares_.assign(dimension * bin_count, 0.0);
}

std::size_t VegasGrid::bin_of(double coordinate) const {
    auto const bin = static_cast<std::size_t>(coordinate * static_cast<double>(bin_count_));
    return std::min(bin, bin_count_ - 1);
}

double VegasGrid::map(std::span<double const> cube, std::span<double> point) const {
    BALMER_EXPECT(cube.size() == dimension_ && point.size() == dimension_);
    double const scale = static_cast<double>(bin_count_);
    double jacobian = 1.0;
    for (std::size_t axis = 0; axis < dimension_; ++axis) {
        std::size_t const bin = bin_of(cube[axis]);
        double const* const edge = &edges_[axis * (bin_count_ + 1) + bin];
        double const width = edge[1] - edge[0];
        point[axis] = edge[0] + width * (cube[axis] * scale - static_cast<double>(bin));
        jacobian *= width * scale;
    }
    return jacobian;
}

void VegasGrid::accumulate(std::span<double const> cube, double weight) {
    BALMER_EXPECT(cube.size() == dimension_);
    for (std::size_t axis = 0; axis < dimension_; ++axis) {
        squares_[axis * bin_count_ + bin_of(cube[axis])] += weight * weight;
    }
}

void VegasGrid::refine(double damping) {
    for (std::size_t axis = 0; axis < dimension_; ++axis) refine_axis(axis, damping);
    std::ranges::fill(squares_, 0.0);
}

void VegasGrid::refine_axis(std::size_t axis, double damping) {
    auto importances = smoothed({&squares_[axis * bin_count_], bin_count_});
    double const total = std::accumulate(importances.begin(), importances.end(), 0.0);
    if (!(total > 0) || !std::isfinite(total)) return;
    for (double& value : importances) value = importance(value / total, damping);
    double const share = std::accumulate(importances.begin(), importances.end(), 0.0) /
                         static_cast<double>(bin_count_);

    // Set a new edge in the old bins after each equal share of the total importance.
    double* const edges = &edges_[axis * (bin_count_ + 1)];
    std::vector<double> const old(edges, edges + bin_count_ + 1);
    std::size_t bin = 0;
    double passed = 0;
    for (std::size_t edge = 1; edge < bin_count_; ++edge) {
        double const wanted = share * static_cast<double>(edge);
        while (bin + 1 < bin_count_ && passed + importances[bin] < wanted) {
            passed += importances[bin++];
        }
        double const inside =
            importances[bin] > 0 ? std::clamp((wanted - passed) / importances[bin], 0.0, 1.0) : 1.0;
        edges[edge] = std::lerp(old[bin], old[bin + 1], inside);
    }
}

std::span<double const> VegasGrid::edges(std::size_t axis) const {
    return {&edges_[axis * (bin_count_ + 1)], bin_count_ + 1};
}

}  // namespace balmer::physics
