#include "entry_check.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace balmer::search {
namespace {

bool agree(double stated, double found, double target_mean_square) {
    double const root = std::sqrt(std::max(stated, found));
    return std::abs(std::sqrt(stated) - std::sqrt(found)) <=
           0.5e-9 * root + 1e-12 * std::sqrt(target_mean_square);
}

/// The loss of the formula 0.
double mean_square_of_target(scoring::TeamScorer& scorer) {
    return scorer.sums(scoring::SumKind::loss, expr::constant_tree(0.0)).loss.mse();
}

}  // namespace

CheckedEntries check_entries(scoring::TeamScorer& scorer,
                             std::vector<evolve::HallOfFameEntry> const& entries) {
    CheckedEntries checked;
    if (entries.empty()) return checked;
    double const target_mean_square = mean_square_of_target(scorer);
    for (auto const& entry : entries) {
        double const found = scorer.sums(scoring::SumKind::loss, entry.tree).loss.mse();
        if (agree(entry.mse, found, target_mean_square)) {
            checked.sound.push_back(entry);
        } else {
            checked.problems.push_back(
                fmt::format("complexity {} with mse {:.10g}, which is {:.10g} on all events",
                            entry.complexity, entry.mse, found));
        }
    }
    return checked;
}

}  // namespace balmer::search
