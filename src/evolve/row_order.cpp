#include "evolve/row_order.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace balmer::evolve {
namespace {

/// A standard exponential random number.
double exponential(RandomStream& stream) { return -std::log1p(-stream.uniform()); }

/// c such that Σ min(1, c · sizes[i]) = row_count. `order` is by decreasing size.
double inclusion_scale(std::span<double const> sizes, std::span<std::size_t const> order,
                       std::size_t row_count) {
    // Σ sizes from each position of the order to the end, adding the smallest first.
    std::vector<double> rest(order.size() + 1, 0.0);
    for (std::size_t i = order.size(); i > 0; --i) rest[i - 1] = rest[i] + sizes[order[i - 1]];
    std::size_t certain = 0;
    while (certain + 1 < row_count && rest[certain + 1] > 0 &&
           static_cast<double>(row_count - certain) * sizes[order[certain]] >= rest[certain]) {
        ++certain;
    }
    return static_cast<double>(row_count - certain) / rest[certain];
}

}  // namespace

std::vector<std::size_t> shuffled_order(std::size_t row_count, RandomStream& stream) {
    std::vector<std::size_t> order(row_count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = row_count; i > 1; --i) {
        std::swap(order[i - 1], order[stream.below(static_cast<std::uint32_t>(i))]);
    }
    return order;
}

template <class Scalar>
std::vector<double> row_sizes(data::Table<Scalar> const& table, double floor) {
    auto const target = [&](std::size_t row) { return double{table.target()[row]}; };
    auto const weight = [&](std::size_t row) {
        return table.weights().empty() ? 1.0 : double{table.weights()[row]};
    };
    double weight_sum = 0, sum = 0, square_sum = 0;
    for (std::size_t i = 0; i < table.row_count(); ++i) {
        weight_sum += weight(i);
        sum += weight(i) * target(i);
    }
    double const mean = sum / weight_sum;
    auto const square = [&](std::size_t row) {
        return (target(row) - mean) * (target(row) - mean);
    };
    for (std::size_t i = 0; i < table.row_count(); ++i) square_sum += weight(i) * square(i);
    double const variance = square_sum / weight_sum;
    bool const varies = std::isfinite(variance) && variance > 0;
    std::vector<double> sizes(table.row_count());
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        sizes[i] = weight(i) * (varies ? square(i) / variance + floor : 1.0);
    }
    return sizes;
}

template std::vector<double> row_sizes(data::Table<float> const&, double);
template std::vector<double> row_sizes(data::Table<double> const&, double);

std::vector<std::size_t> falling_order(std::span<double const> sizes, RandomStream& stream) {
    auto order = shuffled_order(sizes.size(), stream);
    std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t row) { return sizes[row]; });
    return order;
}

std::vector<double> block_sizes(std::span<double const> sizes, std::span<std::size_t const> order,
                                std::size_t block_rows) {
    std::vector<double> sums(order.size() / block_rows, 0.0);
    for (std::size_t i = 0; i < sums.size() * block_rows; ++i) {
        sums[i / block_rows] += sizes[order[i]];
    }
    return sums;
}

std::vector<std::uint32_t> draw_blocks(std::span<double const> sizes, std::size_t count,
                                       RandomStream& stream) {
    std::vector<std::pair<double, std::uint32_t>> keys;
    for (std::uint32_t block = 0; block < sizes.size(); ++block) {
        // Blocks without weight come last.
        keys.emplace_back(exponential(stream) / std::max(sizes[block], 1e-300), block);
    }
    count = std::min(count, keys.size());
    std::ranges::partial_sort(keys, keys.begin() + static_cast<std::ptrdiff_t>(count));
    std::vector<std::uint32_t> drawn;
    for (std::size_t i = 0; i < count; ++i) drawn.push_back(keys[i].second);
    return drawn;
}

Sample draw_sample(std::span<double const> sizes, std::size_t row_count, RandomStream& stream) {
    BALMER_EXPECT(row_count > 0 && row_count < sizes.size());
    auto const order = falling_order(sizes, stream);
    double const scale = inclusion_scale(sizes, order, row_count);
    Sample sample;
    double next = stream.uniform();
    double passed = 0;
    for (auto const row : order) {
        double const chance = std::min(1.0, scale * sizes[row]);
        passed += chance;
        if (passed <= next) continue;
        sample.rows.push_back(row);
        sample.weights.push_back(1.0 / chance);
        next += 1.0;
    }
    return sample;
}

}  // namespace balmer::evolve
