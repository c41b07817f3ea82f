#include "balmer/scoring/evaluator_names.hpp"

#include <gtest/gtest.h>

namespace balmer::scoring {
namespace {

using Lines = std::vector<std::string>;

TEST(EvaluatorNames, OneLineIfAllRanksAgree) {
    EXPECT_EQ(describe_evaluators({{0, "interpreter", ""}}), Lines{"evaluator: interpreter"});
    EXPECT_EQ(describe_evaluators({{1, "fast", ""}, {2, "fast", ""}}), Lines{"evaluator: fast"});
}

TEST(EvaluatorNames, RanksAreNamedIfTheyDiffer) {
    auto const lines = describe_evaluators({{1, "fast", ""}, {2, "slow", ""}, {3, "fast", ""}});
    EXPECT_EQ(lines, (Lines{"evaluator: fast on ranks 1, 3", "evaluator: slow on rank 2"}));
}

TEST(EvaluatorNames, NotesAreListedOnce) {
    EXPECT_EQ(describe_evaluators({{1, "slow", "no memory"}, {2, "slow", "no memory"}}),
              (Lines{"evaluator: slow", "no memory"}));
    EXPECT_EQ(describe_evaluators({{1, "slow", "no memory"}, {2, "slow", ""}}),
              (Lines{"evaluator: slow", "no memory on rank 1"}));
}

TEST(EvaluatorNames, AreThoseOfTheEvaluators) {
    for (auto const backend : eval::available_backends()) {
        EXPECT_EQ(
            name_evaluator(3, backend, true),
            (EvaluatorName{3, std::string(eval::make_evaluator<double>(backend)->name()), {}}));
        EXPECT_EQ(name_evaluator(0, backend, false).name,
                  eval::make_evaluator<float>(backend)->name());
    }
    EXPECT_EQ(name_evaluator(0, eval::Backend::automatic, false).name,
              name_evaluator(0, eval::best_backend().backend, false).name);
}

TEST(EvaluatorNames, ASingleRankIsListed) {
    parallel::Communicator const alone;
    auto const names = gather_evaluator_names(alone, eval::Backend::reference, true);
    EXPECT_EQ(names, std::vector{name_evaluator(0, eval::Backend::reference, true)});
}

}  // namespace
}  // namespace balmer::scoring
