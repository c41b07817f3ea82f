#include "balmer/evolve/hall_of_fame.hpp"

#include "balmer/expr/round_number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace balmer::evolve {
namespace {

/// Relative gains below this are rounding differences between two forms of one formula.
constexpr double rounding_gain = 1e-9;

bool is_rounder(HallOfFameEntry const& entry, HallOfFameEntry const& other) {
    return expr::free_constant_count(entry.tree) < expr::free_constant_count(other.tree);
}

}  // namespace

bool HallOfFameEntry::operator==(HallOfFameEntry const& other) const {
    auto const same = [](double left, double right) {
        return left == right || (std::isnan(left) && std::isnan(right));
    };
    return tree == other.tree && complexity == other.complexity && mse == other.mse &&
           relative_gradient == other.relative_gradient && at_optimum == other.at_optimum &&
           std::ranges::equal(standard_errors, other.standard_errors, same);
}

HallOfFame::HallOfFame(int max_complexity)
    : slots_(static_cast<std::size_t>(std::max(0, max_complexity)) + 1) {}

bool HallOfFame::offer(HallOfFameEntry entry) {
    if (entry.complexity < 0 || entry.complexity > max_complexity()) return false;
    if (!std::isfinite(entry.mse)) return false;
    auto& slot = slots_[static_cast<std::size_t>(entry.complexity)];
    if (slot && !is_better(entry, *slot)) return false;
    slot = std::move(entry);
    return true;
}

double HallOfFame::equal_mse(double mse) const {
    return std::max(rounding_floor_, mse * (1 + std::max(rounding_gain, least_gain_)));
}

bool HallOfFame::is_better(HallOfFameEntry const& entry, HallOfFameEntry const& other) const {
    bool const are_equal = entry.mse <= equal_mse(other.mse) && other.mse <= equal_mse(entry.mse);
    if (are_equal && is_rounder(entry, other)) return true;
    if (are_equal && is_rounder(other, entry)) return false;
    // Of two exact entries none is better, however they round.
    return entry.mse < other.mse && other.mse > rounding_floor_;
}

std::vector<HallOfFameEntry> HallOfFame::entries() const {
    std::vector<HallOfFameEntry> entries;
    for (auto const& slot : slots_) {
        if (slot) entries.push_back(*slot);
    }
    return entries;
}

HallOfFameEntry const* HallOfFame::find(int complexity) const {
    if (complexity < 0 || complexity > max_complexity()) return nullptr;
    auto const& slot = slots_[static_cast<std::size_t>(complexity)];
    return slot ? &*slot : nullptr;
}

double HallOfFame::best_mse(int complexity) const {
    double best = std::numeric_limits<double>::infinity();
    for (int c = 0; c <= std::min(complexity, max_complexity()); ++c) {
        if (auto const* entry = find(c)) best = std::min(best, entry->mse);
    }
    return best;
}

std::vector<HallOfFameEntry> HallOfFame::front() const {
    std::vector<HallOfFameEntry> entries;
    for (auto const& slot : slots_) {
        if (!slot) continue;
        if (!entries.empty()) {
            double const best = entries.back().mse;
            if (best <= rounding_floor_ || equal_mse(slot->mse) >= best) continue;
        }
        entries.push_back(*slot);
    }
    return entries;
}

std::vector<double> scores(std::vector<HallOfFameEntry> const& front) {
    std::vector<double> result;
    for (std::size_t i = 0; i < front.size(); ++i) {
        result.push_back(i == 0 ? 0.0
                                : -(std::log(front[i].mse) - std::log(front[i - 1].mse)) /
                                      (front[i].complexity - front[i - 1].complexity));
    }
    return result;
}

}  // namespace balmer::evolve
