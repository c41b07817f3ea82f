// Selection of the evaluator.
#include "eval/interpreter.hpp"
#include "judged.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

TEST(MakeEvaluator, NamesWhatItChose) {
    EXPECT_EQ(make_evaluator<double>(Backend::reference)->name(), "reference");
    EXPECT_EQ(make_interpreter<float>(KernelFamily::generic)->name(), "interpreter (generic)");
    EXPECT_EQ(make_evaluator<float>(Backend::interpreter)->name(),
              make_interpreter<float>(best_kernel_family())->name());
    EXPECT_EQ(make_evaluator<float>()->name(),
              make_evaluator<float>(available_backends().front())->name());
}

TEST(MakeEvaluator, GivesEachAvailableBackendANameOfItsOwn) {
    auto const judged = judged_evaluators<float>();
    for (std::size_t i = 0; i < judged.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) EXPECT_NE(judged[i]->name(), judged[j]->name());
    }
    EXPECT_EQ(judged.size(), supported_families().size() + available_backends().size() - 2);
}

}  // namespace
}  // namespace balmer::eval
