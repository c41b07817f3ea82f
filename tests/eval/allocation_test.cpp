// A search evaluates millions of trees: evaluators do not allocate once warm.
#include "balmer/eval/evaluator.hpp"

#include "base/allocation_count.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

TEST(Interpreter, AllocatesNothingOnceWarm) {
    Problem<float> problem(700, 4, Data::tame, Weights::random, 51);
    auto const rows = problem.rows();
    TreeMaker maker(all_operators(), 4, 52);
    std::vector<expr::Tree> trees;
    for (int i = 0; i < 30; ++i) trees.push_back(maker.make(2 * i));
    auto const evaluator = make_evaluator<float>();
    NormalEquations sums;
    auto const evaluate_all = [&] {
        for (auto const& tree : trees) {
            evaluator->loss(tree, rows);
            evaluator->normal_equations(tree, rows, sums);
        }
    };
    evaluate_all();
    long const before = testing::allocation_count();
    EXPECT_GT(before, 0);
    evaluate_all();
    EXPECT_EQ(testing::allocation_count(), before);
}

}  // namespace
}  // namespace balmer::eval
