/// \file
/// Limits what islands need not wait for to its share of a worker's time.
#pragma once

#include <algorithm>

namespace balmer::islands {

/// Share of the run, and of a worker's time beside its islands, that evolve::exhaustive_auto takes.
inline constexpr double survey_share = 0.1;

/// Evolution earns time for scoring, and scoring spends it. Debts are kept in full, but credit only
/// up to `largest_credit_s`, so that scoring after a quiet hour does not stop evolution for
/// minutes.
class ScoringBudget {
public:
    static constexpr double largest_credit_s = 2.0;

    /// `share` in (0, 1).
    explicit ScoringBudget(double share, double credit_s = largest_credit_s)
        : rate_(share / (1.0 - share)), credit_s_(credit_s) {}

    void evolved(double seconds) {
        credit_s_ = std::min(largest_credit_s, credit_s_ + rate_ * seconds);
    }
    void scored(double seconds) { credit_s_ -= seconds; }
    bool allows_scoring() const { return credit_s_ > 0; }

private:
    double rate_;
    double credit_s_;
};

}  // namespace balmer::islands
