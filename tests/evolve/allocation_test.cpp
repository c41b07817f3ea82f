// An island breeds millions of candidates: once warm, a cycle allocates nothing.
#include "balmer/evolve/island.hpp"

#include "base/allocation_count.hpp"
#include "evolve/planted_data.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

/// Counts evaluations, and the allocations made in them.
class CountingJudge final : public Judge {
public:
    explicit CountingJudge(std::unique_ptr<Judge> judge) : judge_(std::move(judge)) {}

    double loss(expr::Tree const& tree, double limit) override {
        long const before = testing::allocation_count();
        double const result = judge_->loss(tree, limit);
        allocation_count_ += testing::allocation_count() - before;
        ++candidate_count_;
        return result;
    }
    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override {
        long const before = testing::allocation_count();
        judge_->fit(tree, max_evaluations, row_limit);
        allocation_count_ += testing::allocation_count() - before;
    }
    double baseline() const override { return judge_->baseline(); }
    std::size_t feature_count() const override { return judge_->feature_count(); }
    std::vector<double> feature_scales() const override { return judge_->feature_scales(); }
    WorkCounters const& work() const override { return judge_->work(); }

    long allocation_count() const { return allocation_count_; }
    long candidate_count() const { return candidate_count_; }

private:
    std::unique_ptr<Judge> judge_;
    long allocation_count_ = 0;
    long candidate_count_ = 0;
};

TEST(Island, ACycleAllocatesNothingOnceWarm) {
    using enum expr::Opcode;
    SearchSettings settings;
    settings.operators = {add, sub, mul, div, expr::Opcode::sin};
    settings.population_size = 100;
    settings.cycles_per_iteration = 10000;
    settings.crossover_probability = 0.2;
    settings.mutation_weights.fill(1);
    // No formula is exact, so that trees grow to the limit.
    CountingJudge judge(make_judge(
        planted_table(200, [](double x0, double x1) { return std::exp(x0 - std::cos(9 * x1)); }),
        {}));
    auto state = create_island(0, settings, judge);
    Workspace workspace;
    auto const advance = [&](int cycle_count) {
        for (int i = 0; i < cycle_count; ++i) advance_cycle(state, settings, judge, workspace);
    };
    advance(2000);
    long const before = testing::allocation_count();
    long const judging_before = judge.allocation_count();
    long const candidates_before = judge.candidate_count();
    advance(1000);
    auto const breeding = testing::allocation_count() - before;
    auto const judging = judge.allocation_count() - judging_before;
    auto const candidates = static_cast<double>(judge.candidate_count() - candidates_before);
    EXPECT_GT(candidates, 5000);
    // A vector still grows occasionally, if a tree is larger, or has more constants, than any
    // before in its memory.
    EXPECT_LT(static_cast<double>(breeding - judging) / candidates, 0.01);
}

}  // namespace
}  // namespace balmer::evolve
