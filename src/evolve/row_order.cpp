#include "evolve/row_order.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace balmer::evolve {
namespace {

std::vector<std::size_t> by_falling_size(std::span<double const> sizes, RandomStream& stream) {
    // Rows of equal size come in random order, not in that of the file.
    auto order = shuffled_order(sizes.size(), stream);
    std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t row) { return sizes[row]; });
    return order;
}

/// Standard exponential number.
double exponential(RandomStream& stream) { return -std::log1p(-stream.uniform()); }

/// c such that Σ min(1, c · sizes[i]) = row_count. `order` is by falling size.
double inclusion_scale(std::span<double const> sizes, std::span<std::size_t const> order,
                       std::size_t row_count) {
    // Σ sizes from each place of the order on, the smallest added first.
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

RaceOrder draw_race_order(std::span<double const> sizes, std::size_t block_rows,
                          std::size_t block_count, RandomStream& stream) {
    auto const order = by_falling_size(sizes, stream);
    struct Block {
        double key;
        double size;
        std::size_t first;
    };
    std::vector<Block> blocks;
    RaceOrder result;
    result.block_rows = block_rows;
    for (std::size_t first = 0; first + block_rows <= order.size(); first += block_rows) {
        double size = 0;
        for (std::size_t i = first; i < first + block_rows; ++i) size += sizes[order[i]];
        // Blocks without weight come last, whatever their number.
        double const key = exponential(stream) / std::max(size, 1e-300);
        blocks.push_back({key, size, first});
        result.size += size;
    }
    block_count = std::min(block_count, blocks.size());
    auto const drawn_end = blocks.begin() + static_cast<std::ptrdiff_t>(block_count);
    std::ranges::partial_sort(blocks, drawn_end, {}, &Block::key);
    std::sort(drawn_end, blocks.end(),
              [](Block const& a, Block const& b) { return a.first < b.first; });
    for (auto const& block : blocks) {
        auto const from = order.begin() + static_cast<std::ptrdiff_t>(block.first);
        result.rows.insert(result.rows.end(), from, from + static_cast<std::ptrdiff_t>(block_rows));
    }
    result.rows.insert(result.rows.end(),
                       order.begin() + static_cast<std::ptrdiff_t>(result.rows.size()),
                       order.end());
    for (auto block = blocks.begin(); block != drawn_end; ++block) {
        result.block_sizes.push_back(block->size);
    }
    return result;
}

Sample draw_sample(std::span<double const> sizes, std::size_t row_count, RandomStream& stream) {
    BALMER_EXPECT(row_count > 0 && row_count < sizes.size());
    auto const order = by_falling_size(sizes, stream);
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
