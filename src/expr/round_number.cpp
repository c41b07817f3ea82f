#include "balmer/expr/round_number.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <numeric>
#include <vector>

namespace balmer::expr {
namespace {

struct Known {
    double value;
    /// Grows with what a reader has to write.
    int cost;
};

std::vector<Known> integers() {
    std::vector<Known> known;
    for (int n = 1; n <= 100; ++n) known.push_back({static_cast<double>(n), n});
    return known;
}

std::vector<Known> fractions() {
    std::vector<Known> known;
    for (int d = 2; d <= 10; ++d) {
        for (int n = 1; n <= 20; ++n) {
            if (std::gcd(n, d) != 1) continue;
            known.push_back({static_cast<double>(n) / d, n + 2 * d});
        }
    }
    return known;
}

std::vector<Known> multiples_of_pi() {
    using std::numbers::pi;
    std::vector<Known> known;
    for (int const n : {1, 2, 3, 4, 6, 8}) {
        known.push_back({n * pi, 8 + n});
        known.push_back({1 / (n * pi), 12 + n});
        if (n > 1) known.push_back({pi / n, 9 + n});
    }
    for (double const value : {3 * pi / 2, pi * pi, std::sqrt(pi), std::sqrt(2 * pi),
                               1 / std::sqrt(pi), 1 / std::sqrt(2 * pi)}) {
        known.push_back({value, 24});
    }
    return known;
}

std::vector<Known> roots() {
    std::vector<Known> known;
    for (double const n : {2.0, 3.0}) {
        double const root = std::sqrt(n);
        int const cost = 8 + static_cast<int>(n);
        known.push_back({root, cost});
        known.push_back({1 / root, cost + 2});
        known.push_back({root / 2, cost + 3});
        known.push_back({2 * root, cost + 3});
    }
    return known;
}

/// Positive round numbers, the simplest first.
std::vector<Known> const& simplest_first() {
    static auto const table = [] {
        std::vector<Known> all;
        for (auto const& part : {integers(), fractions(), multiples_of_pi(), roots()}) {
            std::ranges::copy(part, std::back_inserter(all));
        }
        std::ranges::stable_sort(all, {}, &Known::cost);
        return all;
    }();
    return table;
}

}  // namespace

bool is_round(double value) { return roundness_rank(value).has_value(); }

std::optional<std::size_t> roundness_rank(double value) {
    if (value == 0) return 0;
    auto const& table = simplest_first();
    auto const found = std::ranges::find(table, std::abs(value), &Known::value);
    if (found == table.end()) return std::nullopt;
    return static_cast<std::size_t>(found - table.begin());
}

std::optional<double> round_number_near(double value, double largest_chance) {
    double const size = std::abs(value);
    if (!(size > 0) || !std::isfinite(size)) return std::nullopt;
    auto const& table = simplest_first();
    for (std::size_t i = 0; i < table.size(); ++i) {
        // Of the numbers between 0 and twice this one, so many lie as near to the first i + 1.
        double const chance = static_cast<double>(i + 1) * std::abs(size - table[i].value) / size;
        if (chance <= largest_chance) return std::copysign(table[i].value, value);
    }
    return std::nullopt;
}

std::size_t free_constant_count(Tree const& tree) {
    return static_cast<std::size_t>(
        std::ranges::count_if(tree.constants, [](double value) { return !is_round(value); }));
}

}  // namespace balmer::expr
