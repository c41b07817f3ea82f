// The cost of a candidate without its evaluation: `evolve_breeding_profile CYCLES ROWS`.
//
// Few rows keep evaluation small, so that the rest shows; instruction counts by function come from
// valgrind --tool=callgrind --toggle-collect='balmer::evolve::advance_cycle*'
// evolve_breeding_profile 400 64
#include "balmer/evolve/island.hpp"

#include "base/allocation_count.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace balmer::evolve {
namespace {

using Clock = std::chrono::steady_clock;

double microseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::micro>(duration).count();
}

/// Four features and a target with noise, so that no formula is exact.
data::Table<double> noisy_table(std::size_t row_count) {
    RandomStream stream(5, 0, 0, Purpose::test);
    std::vector<AlignedVector<double>> x(4);
    AlignedVector<double> target;
    for (std::size_t i = 0; i < row_count; ++i) {
        for (auto& column : x) column.push_back(2 * stream.normal());
        double const a = x[0].back(), b = x[1].back(), c = x[2].back(), d = x[3].back();
        target.push_back(0.5 * a * b * std::sin(c) - 0.2 * c * (a - b) +
                         0.1 * std::sin(2 * c) * d * d + 0.3 * stream.normal());
    }
    return {std::move(x), std::move(target), {}};
}

/// Forwards to a judge; measures its time and allocations.
class MeasuredJudge final : public Judge {
public:
    explicit MeasuredJudge(std::unique_ptr<Judge> judge) : judge_(std::move(judge)) {}

    double loss(expr::Tree const& tree, double limit) override {
        double result = 0;
        measure([&] { result = judge_->loss(tree, limit); });
        ++candidate_count;
        return result;
    }
    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override {
        measure([&] { judge_->fit(tree, max_evaluations, row_limit); });
    }
    double baseline() const override { return judge_->baseline(); }
    std::size_t feature_count() const override { return judge_->feature_count(); }
    std::vector<double> feature_scales() const override { return judge_->feature_scales(); }
    WorkCounters const& work() const override { return judge_->work(); }

    double judging_us = 0;
    long allocation_count = 0;
    long candidate_count = 0;

private:
    template <class Call>
    void measure(Call call) {
        long const before = testing::allocation_count();
        auto const start = Clock::now();
        call();
        judging_us += microseconds(Clock::now() - start);
        allocation_count += testing::allocation_count() - before;
    }

    std::unique_ptr<Judge> judge_;
};

/// The settings of jobs/wbf_f0.toml, where they matter here.
SearchSettings profile_settings() {
    using enum expr::Opcode;
    SearchSettings settings;
    settings.operators = {add, sub, mul, expr::Opcode::sin};
    settings.constraints.max_complexity = 30;
    settings.cycles_per_iteration = 1000000;
    return settings;
}

void profile(int cycle_count, std::size_t row_count) {
    auto const settings = profile_settings();
    // Valgrind cannot run code that is emitted at run time.
    JudgeSettings const judging{.racing = {}, .backend = eval::Backend::interpreter};
    MeasuredJudge judge(make_judge(noisy_table(row_count), judging));
    auto state = create_island(0, settings, judge);
    Workspace workspace;
    auto const advance = [&](int count) {
        for (int i = 0; i < count; ++i) advance_cycle(state, settings, judge, workspace);
    };
    advance(2 * cycle_count);
    long const allocations = testing::allocation_count(), judging_before = judge.allocation_count;
    long const candidates = judge.candidate_count;
    // Short slices: on a busy machine the fastest ones were not interrupted.
    std::vector<double> outside_us;
    for (int slice = 0; slice < cycle_count / 20; ++slice) {
        long const first = judge.candidate_count;
        double const judged_us = judge.judging_us;
        auto const start = Clock::now();
        advance(20);
        outside_us.push_back((microseconds(Clock::now() - start) - judge.judging_us + judged_us) /
                             static_cast<double>(judge.candidate_count - first));
    }
    std::ranges::sort(outside_us);
    auto const count = static_cast<double>(judge.candidate_count - candidates);
    auto const judging_share = static_cast<double>(judge.allocation_count - judging_before);
    auto const all = static_cast<double>(testing::allocation_count() - allocations);
    std::printf("candidates %.0f\n", count);
    std::printf("outside judging, us a candidate: tenth percentile %.2f, median %.2f\n",
                outside_us[outside_us.size() / 10], outside_us[outside_us.size() / 2]);
    std::printf("allocations a candidate: breeding %.3f, judging %.3f\n",
                (all - judging_share) / count, judging_share / count);
}

}  // namespace
}  // namespace balmer::evolve

int main(int argument_count, char** arguments) {
    int const cycle_count = argument_count > 1 ? std::stoi(arguments[1]) : 4000;
    int const row_count = argument_count > 2 ? std::stoi(arguments[2]) : 64;
    if (cycle_count < 20 || row_count < 1) {
        std::fprintf(stderr, "usage: evolve_breeding_profile [CYCLES >= 20] [ROWS >= 1]\n");
        return 2;
    }
    balmer::evolve::profile(cycle_count, static_cast<std::size_t>(row_count));
}
