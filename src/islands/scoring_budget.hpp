/// \file
/// Limits full-data scoring to its share of a worker's time.
#pragma once

#include <algorithm>

namespace balmer::islands {

/// Evolution earns time for scoring, and scoring spends it. Debts are kept in full, but credit only
/// up to `largest_credit_s`, so that scoring after a quiet hour does not stop evolution for
/// minutes.
class ScoringBudget {
public:
    static constexpr double largest_credit_s = 2.0;

    /// `share` in (0, 1).
    explicit ScoringBudget(double share) : rate_(share / (1.0 - share)) {}

    void evolved(double seconds) {
        credit_s_ = std::min(largest_credit_s, credit_s_ + rate_ * seconds);
    }
    void scored(double seconds) { credit_s_ -= seconds; }
    bool allows_scoring() const { return credit_s_ > 0; }

private:
    double rate_;
    double credit_s_ = largest_credit_s;
};

}  // namespace balmer::islands
