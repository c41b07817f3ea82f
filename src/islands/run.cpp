#include "balmer/islands/run.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/islands/hosting.hpp"
#include "balmer/parallel/flush.hpp"
#include "balmer/parallel/idle.hpp"
#include "balmer/parallel/memory_mailbox.hpp"

#include "coordinator.hpp"
#include "protocol.hpp"
#include "worker.hpp"

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace balmer::islands {
namespace {

/// Last messages are short and their receivers are running, unless they have failed.
constexpr double flush_s = 10.0;
constexpr double flush_after_failure_s = 1.0;
/// Longest time that a failed worker waits for the coordinator to write the last checkpoint.
constexpr double last_checkpoint_s = 5.0;

JudgeFactory judge_factory(RunPlan const& plan) {
    if (plan.make_judge) return plan.make_judge;
    auto settings = evolve::judge_settings(plan.search);
    settings.backend = plan.run.backend;
    return [settings](data::Table<double> const& shard, std::uint32_t island) {
        auto own = settings;
        own.shard = island;
        return evolve::make_judge(shard, own);
    };
}

using Judges = std::map<std::size_t, std::unique_ptr<evolve::Judge>>;

/// Hands out the judges of samples, made one after the other, or makes those of shards.
JudgeFactory judges_of_worker(RunPlan const& plan, std::size_t index, std::size_t worker_count) {
    auto make = judge_factory(plan);
    if (!plan.load_sample) return make;
    auto const judges = std::make_shared<Judges>();
    for (auto const island : islands_of_worker(index, worker_count, plan.search.island_count)) {
        judges->emplace(island, make(plan.load_sample(island), static_cast<std::uint32_t>(island)));
    }
    return [judges](data::Table<double> const&, std::uint32_t island) {
        return std::move(judges->at(island));
    };
}

/// Shards of worker `index` of `worker_count`.
std::vector<scoring::Shard> load(RunPlan const& plan, std::size_t index, std::size_t worker_count) {
    auto const indices = islands_of_worker(index, worker_count, plan.search.island_count);
    if (indices.empty()) return {};
    auto tables = plan.load_shards(indices);
    BALMER_ENSURE(tables.size() == indices.size());
    std::vector<scoring::Shard> shards;
    for (std::size_t i = 0; i < indices.size(); ++i) {
        shards.push_back({static_cast<std::uint32_t>(indices[i]), std::move(tables[i])});
    }
    return shards;
}

template <class Role>
void run_until_done(Role& role) {
    parallel::Napper napper;
    while (!role.done()) {
        if (role.advance()) {
            napper.reset();
        } else {
            napper.idle();
        }
    }
}

RunResult result_of(Coordinator const& coordinator) {
    return {coordinator.end_reason(), coordinator.hall_of_fame(), coordinator.status(),
            coordinator.lost_ranks(), coordinator.checkpoint_problem()};
}

CheckpointPlan checkpoint_plan(RunPlan const& plan) {
    return {.store = plan.store, .header = plan.header, .resume = plan.resume};
}

/// Runs both roles in turn in one thread.
RunResult run_alone(RunPlan const& plan) {
    parallel::MemoryPost const post(2);
    parallel::MemoryMailbox coordinator_mail(post, coordinator_rank), worker_mail(post, 1);
    auto const make_judge = judges_of_worker(plan, 0, 1);
    Worker worker(worker_mail, plan.search, plan.run, load(plan, 0, 1), make_judge);
    Coordinator coordinator(coordinator_mail, plan.search, plan.run, plan.observer,
                            checkpoint_plan(plan));
    parallel::Napper napper;
    try {
        while (!coordinator.done()) {
            bool const coordinated = coordinator.advance();
            bool const worked = !worker.done() && worker.advance();
            if (coordinated || worked) {
                napper.reset();
            } else {
                napper.idle();
            }
        }
    } catch (...) {
        coordinator.save_at_once();
        throw;
    }
    return result_of(coordinator);
}

RunResult run_coordinator(parallel::Mailbox& mailbox, RunPlan const& plan) {
    Coordinator coordinator(mailbox, plan.search, plan.run, plan.observer, checkpoint_plan(plan));
    try {
        run_until_done(coordinator);
    } catch (...) {
        coordinator.save_at_once();
        throw;
    }
    parallel::flush(mailbox, coordinator.lost_ranks().empty() ? flush_s : flush_after_failure_s);
    return result_of(coordinator);
}

RunResult run_worker(parallel::Mailbox& mailbox, RunPlan const& plan) {
    auto const index = worker_of_rank(mailbox.rank());
    auto const worker_count = worker_count_of(mailbox.size());
    auto const make_judge = judges_of_worker(plan, index, worker_count);
    Worker worker(mailbox, plan.search, plan.run, load(plan, index, worker_count), make_judge);
    run_until_done(worker);
    parallel::flush(mailbox, flush_s);
    RunResult result;
    result.end_reason = worker.end_reason();
    return result;
}

/// The end of this process may end all others. Therefore it waits until the coordinator has
/// answered the failure, which it does after its last checkpoint.
void wait_for_the_last_checkpoint(parallel::Mailbox& mailbox) {
    Stopwatch const watch;
    parallel::Napper napper;
    while (watch.elapsed_s() < last_checkpoint_s) {
        auto const parcel = mailbox.receive();
        if (!parcel) {
            napper.idle();
        } else if (std::holds_alternative<Failed>(decode(*parcel))) {
            return;
        }
    }
}

/// Best effort: an error in reporting the failure must not replace the failure itself.
void tell_failure(parallel::Mailbox& mailbox, std::exception const& error, int knows_already) {
    try {
        auto const bytes = encode(Failed{parallel::fault_of(error), error.what()});
        if (mailbox.rank() == coordinator_rank) {
            for (int rank = 1; rank < mailbox.size(); ++rank) mailbox.send(rank, bytes);
            parallel::flush(mailbox, flush_after_failure_s);
        } else if (knows_already != coordinator_rank) {
            mailbox.send(coordinator_rank, bytes);
            parallel::flush(mailbox, flush_after_failure_s);
            wait_for_the_last_checkpoint(mailbox);
        }
    } catch (...) {
        return;
    }
}

}  // namespace

RunResult run_islands(parallel::Mailbox& mailbox, RunPlan const& plan) {
    evolve::check(plan.search);
    check(plan.run);
    BALMER_EXPECT(plan.load_shards != nullptr);
    if (mailbox.size() == 1) return run_alone(plan);
    try {
        return mailbox.rank() == coordinator_rank ? run_coordinator(mailbox, plan)
                                                  : run_worker(mailbox, plan);
    } catch (parallel::RemoteError const& error) {
        tell_failure(mailbox, error, error.rank());
        throw;
    } catch (std::exception const& error) {
        tell_failure(mailbox, error, mailbox.rank());
        throw;
    }
}

}  // namespace balmer::islands
