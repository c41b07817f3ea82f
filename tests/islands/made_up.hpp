/// \file
/// Small data, settings and runs for the tests of islands.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/data/shard_plan.hpp"
#include "balmer/data/table.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/parallel/memory_mailbox.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace balmer::islands::test {

struct MadeUp {
    std::size_t row_count = 1200;
    double noise = 0.05;
    bool weighted = false;
};

/// y = 2.5 x0 sin(x1) + 0.7 + noise; x2 has no influence. Rows `first`, `first` + `stride`, ….
inline data::Table<double> made_up_rows(MadeUp const& made_up, std::size_t first,
                                        std::size_t stride) {
    std::vector<AlignedVector<double>> features(3);
    AlignedVector<double> target, weights;
    for (std::size_t row = first; row < made_up.row_count; row += stride) {
        RandomStream stream(5, static_cast<std::uint32_t>(row), 0, Purpose::test);
        for (auto& feature : features) feature.push_back(stream.uniform(-2.0, 2.0));
        target.push_back(2.5 * features[0].back() * std::sin(features[1].back()) + 0.7 +
                         made_up.noise * stream.normal());
        if (made_up.weighted) weights.push_back(stream.uniform(0.5, 2.0));
    }
    return {std::move(features), std::move(target), std::move(weights)};
}

inline data::Table<double> all_rows(MadeUp const& made_up) { return made_up_rows(made_up, 0, 1); }

/// Takes a few seconds at most on one core.
inline RunPlan small_plan(MadeUp const& made_up = {}) {
    RunPlan plan;
    auto& search = plan.search;
    search.operators = {expr::Opcode::add, expr::Opcode::sub, expr::Opcode::mul, expr::Opcode::sin};
    search.constraints.max_complexity = 12;
    search.island_count = 6;
    search.population_size = 50;
    search.cycles_per_iteration = 15;
    search.iterations = 5;
    search.seed = 11;
    plan.run.status_seconds = 0.05;
    plan.run.finish_seconds = 60;
    plan.load_shards = [made_up,
                        stride = search.island_count](std::vector<std::size_t> const& shards) {
        std::vector<data::Table<double>> tables;
        for (auto const shard : shards) tables.push_back(made_up_rows(made_up, shard, stride));
        return tables;
    };
    return plan;
}

struct Outcome {
    std::optional<RunResult> result;
    std::exception_ptr error;
};

/// Ranks 0 to size - 1 as threads of this process.
inline std::vector<Outcome> run_on_threads(int size, RunPlan const& plan) {
    parallel::MemoryPost const post(size);
    std::vector<Outcome> outcomes(static_cast<std::size_t>(size));
    std::vector<std::thread> threads;
    for (int rank = 0; rank < size; ++rank) {
        threads.emplace_back([&, rank] {
            parallel::MemoryMailbox mailbox(post, rank);
            auto& outcome = outcomes[static_cast<std::size_t>(rank)];
            try {
                outcome.result = run_islands(mailbox, plan);
            } catch (...) {
                outcome.error = std::current_exception();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    return outcomes;
}

/// Returns the result of rank 0. Every other rank must return as well, with the same end reason.
inline RunResult run_to_end(int size, RunPlan const& plan) {
    auto const outcomes = run_on_threads(size, plan);
    for (auto const& outcome : outcomes) {
        if (outcome.error) std::rethrow_exception(outcome.error);
        if (outcome.result->end_reason != outcomes[0].result->end_reason) {
            throw std::logic_error("ranks disagree why the run ended");
        }
    }
    return *outcomes[0].result;
}

inline std::vector<IslandStatus> island_statuses(RunStatus const& status) {
    std::vector<IslandStatus> islands(0);
    for (auto const& worker : status.workers) {
        islands.insert(islands.end(), worker.islands.begin(), worker.islands.end());
    }
    std::ranges::sort(islands, {}, &IslandStatus::island);
    return islands;
}

/// Blocks like a stopped process for as long as `is_frozen`.
class FreezingJudge final : public evolve::Judge {
public:
    FreezingJudge(std::unique_ptr<evolve::Judge> judge, std::atomic<bool> const& is_frozen)
        : judge_(std::move(judge)), is_frozen_(is_frozen) {}

    double loss(expr::Tree const& tree, double limit) override {
        while (is_frozen_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return judge_->loss(tree, limit);
    }
    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override {
        judge_->fit(tree, max_evaluations, row_limit);
    }
    double baseline() const override { return judge_->baseline(); }
    std::size_t feature_count() const override { return judge_->feature_count(); }
    std::vector<double> feature_scales() const override { return judge_->feature_scales(); }
    evolve::WorkCounters const& work() const override { return judge_->work(); }

private:
    std::unique_ptr<evolve::Judge> judge_;
    std::atomic<bool> const& is_frozen_;
};

}  // namespace balmer::islands::test
