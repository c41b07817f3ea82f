#include "islands/census.hpp"

#include "balmer/base/stopwatch.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

evolve::SearchSettings census_search(int exhaustive_complexity) {
    evolve::SearchSettings search;
    search.island_count = 3;
    search.exhaustive_complexity = exhaustive_complexity;
    search.constraints.max_complexity = 20;
    return search;
}

evolve::Member member_of(double loss) {
    return {.tree = expr::constant_tree(loss), .loss = loss, .complexity = 1, .birth = 0};
}

RunSettings limited_to(double seconds) {
    RunSettings run;
    run.max_seconds = seconds;
    return run;
}

expr::Tree no_formula() { return {}; }

void answer_all(Census& census, std::vector<SurveyRequest> const& requests,
                std::uint64_t structures_each) {
    for (auto const& request : requests) {
        census.absorb({.complexity = request.complexity,
                       .part = request.part,
                       .structure_count = structures_each,
                       .best = {member_of(1.0 + request.part)}});
    }
}

/// Number of complexities until the census is over.
std::uint32_t surveyed(Census& census, std::uint64_t first_count) {
    auto count = first_count;
    while (!census.is_over()) {
        auto const requests = census.take_requests(no_formula);
        answer_all(census, requests, count / requests.size());
        census.take_candidates();
        EXPECT_TRUE(census.settle(true));
        count *= 5;
    }
    return census.status().proven_complexity;
}

TEST(Census, IsOverAtOnceIfItIsOff) { EXPECT_TRUE(Census(census_search(0), {}, 2).is_over()); }

TEST(Census, ANumberIsTakenWhateverItCosts) {
    Census census(census_search(9), {}, 2);
    EXPECT_EQ(surveyed(census, 1000000), 9U);
}

TEST(Census, AutomaticInDeterministicModeCountsStructuresNotTime) {
    auto search = census_search(evolve::exhaustive_auto);
    search.deterministic = true;
    Census small(search, {}, 2), large(search, {}, 2);
    EXPECT_EQ(surveyed(small, 6), 5U);
    EXPECT_EQ(surveyed(large, 60000), 1U);
}

/// Answers one complexity after the other, each with five times the structures and the time.
std::uint32_t surveyed_with_costs(Census& census, double first_s) {
    double seconds = first_s;
    std::uint64_t count = 300;
    while (!census.is_over()) {
        auto const requests = census.take_requests(no_formula);
        for (auto const& request : requests) {
            census.absorb({.complexity = request.complexity,
                           .part = request.part,
                           .structure_count = count / requests.size(),
                           .seconds = seconds / static_cast<double>(requests.size()),
                           .best = {}});
        }
        census.take_candidates();
        census.settle(true);
        count *= 5;
        seconds *= 5;
    }
    return census.status().proven_complexity;
}

TEST(Census, AutomaticTakesATenthOfTheTimeOfAllWorkers) {
    // 0.1 + 0.5 + 2.5 s are at most 5 s, with 12.5 s more they are not.
    Census one(census_search(evolve::exhaustive_auto), limited_to(50), 1);
    EXPECT_EQ(surveyed_with_costs(one, 0.1), 3U);
    Census five(census_search(evolve::exhaustive_auto), limited_to(50), 5);
    EXPECT_EQ(surveyed_with_costs(five, 0.1), 4U);
}

TEST(Census, AutomaticEndsWithoutALimitOfTimeBecauseOfMemory) {
    Census census(census_search(evolve::exhaustive_auto), {}, 1);
    // 300, 1500, …, 4.7 million; the next ones are 23 million.
    EXPECT_EQ(surveyed_with_costs(census, 0.1), 7U);
}

TEST(Census, IslandsWaitForANumberButNotLongForAutomatic) {
    auto const run = limited_to(0.001);
    Census number(census_search(5), run, 1);
    Census automatic(census_search(evolve::exhaustive_auto), run, 1);
    for (auto* census : {&number, &automatic}) {
        EXPECT_FALSE(census->lets_islands_evolve());
        census->take_requests(no_formula);
    }
    Stopwatch const watch;
    while (watch.elapsed_s() < 0.001) {
    }
    EXPECT_FALSE(number.lets_islands_evolve());
    EXPECT_TRUE(automatic.lets_islands_evolve());
    EXPECT_FALSE(automatic.is_over());
}

TEST(Census, LossesAreComparedRelativeToOneFormulaOnTheSameSample) {
    Census census(census_search(5), {}, 1);
    auto const formula = expr::constant_tree(7);
    auto const requests = census.take_requests([&] { return formula; });
    ASSERT_EQ(requests.size(), 3U);
    // The sample of part 0 has small losses by chance.
    std::vector<double> const references = {1, 10, 10};
    for (auto const& request : requests) {
        EXPECT_EQ(request.reference, formula);
        census.absorb({.complexity = 1,
                       .part = request.part,
                       .structure_count = 1,
                       .reference_loss = references[request.part],
                       .best = {member_of(2.0 + request.part)}});
    }
    auto const best = census.take_candidates();
    ASSERT_EQ(best.size(), 3U);
    EXPECT_EQ(best[0].loss, 3);
    EXPECT_EQ(best[1].loss, 4);
    EXPECT_EQ(best[2].loss, 2);
}

TEST(Census, AComplexityIsProvenWhenItsCandidatesAreScored) {
    Census census(census_search(5), {}, 2);
    auto const requests = census.take_requests(no_formula);
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_TRUE(census.take_requests(no_formula).empty()) << "each part once";
    answer_all(census, {requests[2], requests[0]}, 10);
    EXPECT_TRUE(census.take_candidates().empty()) << "a part is missing";
    EXPECT_FALSE(census.settle(true));
    answer_all(census, {requests[1]}, 10);
    auto const candidates = census.take_candidates();
    ASSERT_EQ(candidates.size(), 3U);
    EXPECT_EQ(candidates.front().loss, 1.0);
    EXPECT_FALSE(census.settle(false));
    EXPECT_EQ(census.status().proven_complexity, 0U);
    EXPECT_TRUE(census.settle(true));
    EXPECT_EQ(census.status().proven_complexity, 1U);
    EXPECT_EQ(census.status().structure_count, 30U);
    EXPECT_EQ(census.take_requests(no_formula).front().complexity, 2U);
}

TEST(Census, ResumesWithThePartsThatAreMissing) {
    Census before(census_search(5), {}, 2);
    auto const requests = before.take_requests(no_formula);
    answer_all(before, {requests[1]}, 10);
    Census after(census_search(5), {}, 2);
    after.restore(before.record());
    auto const rest = after.take_requests(no_formula);
    EXPECT_EQ(rest, (std::vector{requests[0], requests[2]}));
    answer_all(after, rest, 10);
    EXPECT_EQ(after.take_candidates().size(), 3U);
}

TEST(Census, RefusesAnswersToNoRequest) {
    Census census(census_search(5), {}, 2);
    auto const requests = census.take_requests(no_formula);
    answer_all(census, {requests[1]}, 10);
    EXPECT_THROW(answer_all(census, {requests[1]}, 10), ProtocolError);
    EXPECT_THROW(census.absorb({.complexity = 2, .part = 0, .structure_count = 0, .best = {}}),
                 ProtocolError);
}

}  // namespace
}  // namespace balmer::islands
