#include "islands/scoring_budget.hpp"

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

/// Share of the time that scoring gets when there is always something to score.
double share_taken(double share, double score_s, double evolve_s, int slices) {
    ScoringBudget budget(share);
    double scored = 0, evolved = 0;
    for (int i = 0; i < slices; ++i) {
        if (budget.allows_scoring()) {
            scored += score_s;
            budget.scored(score_s);
        }
        evolved += evolve_s;
        budget.evolved(evolve_s);
    }
    return scored / (scored + evolved);
}

TEST(ScoringBudget, HoldsItsShareHoweverLongTheSlices) {
    EXPECT_NEAR(share_taken(0.2, 0.001, 0.01, 1000000), 0.0909, 1e-3);  // all there is to take
    EXPECT_NEAR(share_taken(0.2, 0.02, 0.01, 1000000), 0.2, 1e-3);
    EXPECT_NEAR(share_taken(0.2, 5.0, 0.01, 1000000), 0.2, 1e-3);
    EXPECT_NEAR(share_taken(0.5, 0.3, 0.01, 1000000), 0.5, 1e-3);
}

TEST(ScoringBudget, AQuietHourBuysSecondsOnly) {
    ScoringBudget budget(0.2);
    budget.evolved(3600);
    double burst_s = 0;
    while (budget.allows_scoring()) {
        budget.scored(0.1);
        burst_s += 0.1;
    }
    EXPECT_LE(burst_s, ScoringBudget::largest_credit_s + 0.2);
}

}  // namespace
}  // namespace balmer::islands
