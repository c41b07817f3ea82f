#include "islands/worker.hpp"

#include "balmer/base/error.hpp"
#include "balmer/parallel/error.hpp"
#include "balmer/parallel/memory_mailbox.hpp"

#include "islands/island_record.hpp"
#include "islands/made_up.hpp"

#include <algorithm>
#include <map>
#include <variant>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

/// A worker with the islands of a plan. The test plays the coordinator.
class WorkerAlone : public ::testing::Test {
protected:
    WorkerAlone() : post_(2), coordinator_(post_, 0), mailbox_(post_, 1) {
        plan_.search.population_size = 20;
        plan_.search.cycles_per_iteration = 2;
        plan_.search.iterations = 1000000;
        plan_.search.island_count = 3;
        plan_.run.status_seconds = 1e9;
    }

    Worker make_worker(Start const& start = {}) {
        tell(start);
        std::vector<scoring::Shard> shards;
        for (std::uint32_t k = 0; k < plan_.search.island_count; ++k) {
            shards.push_back({k, test::made_up_rows({}, k, plan_.search.island_count)});
        }
        return {mailbox_, plan_.search, plan_.run, std::move(shards),
                [](data::Table<double> const& shard, std::uint32_t island) {
                    return evolve::make_judge(shard, {.shard = island});
                }};
    }

    /// Advances until `is_there` holds for every island. Returns false if that takes too long.
    template <class Predicate>
    static bool evolve_until(Worker& worker, Predicate is_there) {
        for (int slice = 0; slice < 100000; ++slice) {
            worker.advance();
            if (std::ranges::all_of(worker.status().islands, is_there)) return true;
        }
        return false;
    }

    static bool evolve_to(Worker& worker, std::uint32_t iterations) {
        return evolve_until(
            worker, [&](IslandStatus const& island) { return island.iteration >= iterations; });
    }

    static bool evolve_until_each_has_begun(Worker& worker) {
        return evolve_until(worker,
                            [](IslandStatus const& island) { return island.cycle_fraction > 0; });
    }

    void tell(Message const& message) { coordinator_.send(1, encode(message)); }

    std::vector<Message> mail() {
        std::vector<Message> messages;
        while (auto const parcel = coordinator_.receive()) messages.push_back(decode(*parcel));
        return messages;
    }

    template <class Kind>
    std::vector<Kind> mail_of() {
        std::vector<Kind> kinds;
        for (auto const& message : mail()) {
            if (auto const* kind = std::get_if<Kind>(&message)) kinds.push_back(*kind);
        }
        return kinds;
    }

    RunPlan plan_ = test::small_plan();
    parallel::MemoryPost post_;
    parallel::MemoryMailbox coordinator_;
    parallel::MemoryMailbox mailbox_;
};

TEST_F(WorkerAlone, ADeafCoordinatorGetsOneMessageAnIsland) {
    auto worker = make_worker();
    EXPECT_TRUE(evolve_to(worker, 10)) << "an island waited for an answer";
    for (auto const& island : worker.status().islands) {
        EXPECT_LE(island.champions_waiting,
                  static_cast<std::size_t>(plan_.search.constraints.max_complexity));
        EXPECT_EQ(island.champions_harvested,
                  island.champions_sent + island.champions_superseded + island.champions_waiting);
    }
    EXPECT_EQ(mail_of<Champions>().size(), 3U);
}

TEST_F(WorkerAlone, AnAnswerLetsAnIslandSendAgain) {
    auto worker = make_worker();
    ASSERT_TRUE(evolve_to(worker, 3));
    mail();
    tell(Exchange{.island = 1, .iteration = 1, .immigrants = {}});
    // From where the furthest stands: by then island 1 has ended an iteration, whoever had the
    // time.
    std::uint32_t furthest = 0;
    for (auto const& island : worker.status().islands) {
        furthest = std::max(furthest, island.iteration);
    }
    ASSERT_TRUE(evolve_to(worker, furthest + 1));
    auto const champions = mail_of<Champions>();
    ASSERT_EQ(champions.size(), 1U);
    EXPECT_EQ(champions[0].island, 1U);
    EXPECT_GT(champions[0].iteration, 1U);
}

TEST_F(WorkerAlone, DeterministicIslandsWaitAndScoringGoesOn) {
    plan_.search.deterministic = true;
    auto worker = make_worker();
    while (worker.advance()) {
    }
    EXPECT_EQ(mail_of<Champions>().size(), 3U);
    for (auto const& island : worker.status().islands) EXPECT_EQ(island.iteration, 1U);
    tell(ScoreRequest{.id = 5, .kind = scoring::SumKind::loss, .tree = expr::variable_tree(0)});
    EXPECT_TRUE(worker.advance());
    EXPECT_EQ(mail_of<ScoreAnswer>().size(), 1U);
    tell(Exchange{.island = 2, .iteration = 1, .immigrants = {}});
    while (worker.advance()) {
    }
    EXPECT_EQ(worker.status().islands[0].iteration, 1U);
    EXPECT_EQ(worker.status().islands[2].iteration, 2U);
}

TEST_F(WorkerAlone, SumsOfTheShardsAreThoseOfAllRows) {
    auto worker = make_worker();
    auto const tree = expr::Tree{{{expr::Opcode::constant, 0},
                                  {expr::Opcode::variable, 0},
                                  {expr::Opcode::mul, 0},
                                  {expr::Opcode::sin, 0}},
                                 {1.3}};
    tell(ScoreRequest{.id = 8, .kind = scoring::SumKind::normal_equations, .tree = tree});
    worker.advance();
    auto const answers = mail_of<ScoreAnswer>();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].id, 8U);
    eval::NormalEquations total, direct;
    total.reset(1);
    for (auto const& shard : answers[0].shards) total += shard.sums;
    auto const table = test::all_rows({});
    eval::make_evaluator<double>(eval::Backend::reference)
        ->normal_equations(tree, table.rows(), direct);
    auto const near = [](double left, double right) {
        EXPECT_NEAR(left, right, 1e-12 * std::abs(right));
    };
    EXPECT_EQ(total.loss.row_count, table.row_count());
    near(total.loss.squared_error_sum, direct.loss.squared_error_sum);
    near(total.gradient[0], direct.gradient[0]);
    near(total.curvature[0], direct.curvature[0]);
}

TEST_F(WorkerAlone, AnswersInTheOrderAskedAndHaltsWithNothingKeptBack) {
    auto worker = make_worker();
    ASSERT_TRUE(evolve_to(worker, 3));
    for (std::uint64_t id = 1; id <= 5; ++id) {
        tell(
            ScoreRequest{.id = id, .kind = scoring::SumKind::loss, .tree = expr::variable_tree(0)});
    }
    tell(StopEvolution{});
    auto const iterations = worker.status().islands[0].iteration;
    while (worker.advance()) {
    }
    auto const messages = mail();
    std::vector<std::uint64_t> ids;
    std::uint64_t champions = 0;
    bool halted = false;
    for (auto const& message : messages) {
        if (auto const* answer = std::get_if<ScoreAnswer>(&message)) ids.push_back(answer->id);
        if (auto const* harvest = std::get_if<Champions>(&message)) {
            EXPECT_FALSE(halted) << "champions after the halt";
            champions += harvest->champions.size();
        }
        halted = halted || std::holds_alternative<Halted>(message);
    }
    EXPECT_EQ(ids, (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
    EXPECT_TRUE(halted);
    EXPECT_EQ(worker.status().islands[0].iteration, iterations);
    std::uint64_t sent = 0;
    for (auto const& island : worker.status().islands) {
        sent += island.champions_sent;
        EXPECT_EQ(island.champions_waiting, 0U);
    }
    EXPECT_EQ(champions, sent);
}

TEST_F(WorkerAlone, LongIterationsOfferTheirChampionsInBetween) {
    plan_.search.cycles_per_iteration = 1000000;
    plan_.run.harvest_seconds = 0;
    auto worker = make_worker();
    EXPECT_TRUE(evolve_until_each_has_begun(worker));
    std::map<std::uint32_t, int> message_count;
    for (auto const& champions : mail_of<Champions>()) {
        EXPECT_FALSE(champions.champions.empty());
        EXPECT_EQ(champions.iteration, 0u);
        ++message_count[champions.island];
    }
    // Once each: the next waits for an answer.
    EXPECT_EQ(message_count, (std::map<std::uint32_t, int>{{0, 1}, {1, 1}, {2, 1}}));
}

TEST_F(WorkerAlone, AnEndInMidIterationLosesNoChampion) {
    plan_.search.cycles_per_iteration = 1000000;
    auto worker = make_worker();
    EXPECT_TRUE(evolve_until_each_has_begun(worker));
    EXPECT_TRUE(mail_of<Champions>().empty());
    tell(StopEvolution{});
    worker.advance();
    EXPECT_EQ(mail_of<Champions>().size(), 3u);
}

TEST_F(WorkerAlone, LeavesWithAGoodbyeWhateverWasAsked) {
    auto worker = make_worker();
    tell(ScoreRequest{.id = 1, .kind = scoring::SumKind::loss, .tree = expr::variable_tree(0)});
    tell(Quit{EndReason::time_limit});
    worker.advance();
    EXPECT_TRUE(worker.done());
    EXPECT_EQ(worker.end_reason(), EndReason::time_limit);
    auto const messages = mail();
    ASSERT_FALSE(messages.empty());
    EXPECT_TRUE(std::holds_alternative<Goodbye>(messages.back()));
    for (auto const& message : messages) {
        EXPECT_FALSE(std::holds_alternative<ScoreAnswer>(message));
    }
}

TEST_F(WorkerAlone, RefusesACoordinatorsMail) {
    auto worker = make_worker();
    tell(Halted{});
    EXPECT_THROW(worker.advance(), ProtocolError);
}

TEST_F(WorkerAlone, DoesNothingBeforeItIsToldToStart) {
    auto worker = make_worker();
    mailbox_.receive();  // the start is lost
    for (int turn = 0; turn < 10; ++turn) EXPECT_FALSE(worker.advance());
    EXPECT_TRUE(mail_of<Champions>().empty());
}

TEST_F(WorkerAlone, ASnapshotTakenAnywhereGoesOnAsIfNothingHadHappened) {
    auto first = make_worker();
    ASSERT_TRUE(evolve_until_each_has_begun(first));
    mail();
    tell(SnapshotRequest{});
    first.advance();
    Start start;
    for (auto const& snapshot : mail_of<Snapshot>()) start.islands.push_back(snapshot.archive);
    ASSERT_EQ(start.islands.size(), 3U);
    for (auto const& archive : start.islands) EXPECT_EQ(pack(unpack(archive)), archive);
    // The first has had one slice since; island by island the second catches up with it.
    std::uint32_t end = 0;
    for (auto const& island : first.status().islands) end = std::max(end, island.iteration + 3);
    auto const ended_at = [&](Worker& worker) {
        EXPECT_TRUE(evolve_to(worker, end));
        tell(SnapshotRequest{});
        worker.advance();
        std::vector<IslandRecord> records;
        for (auto const& snapshot : mail_of<Snapshot>()) {
            records.push_back(unpack(snapshot.archive));
        }
        return records;
    };
    plan_.search.iterations = end;
    auto const straight = ended_at(first);
    auto second = make_worker(start);
    auto const resumed = ended_at(second);
    ASSERT_EQ(resumed.size(), straight.size());
    for (std::size_t k = 0; k < resumed.size(); ++k) {
        EXPECT_EQ(resumed[k].state, straight[k].state);
        EXPECT_EQ(resumed[k].outgoing, straight[k].outgoing);
        EXPECT_EQ(resumed[k].work, straight[k].work);
        EXPECT_EQ(resumed[k].champions_harvested, straight[k].champions_harvested);
    }
}

TEST_F(WorkerAlone, SnapshotsComeUnaskedOnlyWhereCheckpointsAreKept) {
    for (bool const keeps : {false, true}) {
        auto worker = make_worker({.islands = {}, .keeps_checkpoints = keeps});
        ASSERT_TRUE(evolve_until_each_has_begun(worker));
        EXPECT_TRUE(mail_of<Snapshot>().empty());
        tell(StopEvolution{});
        worker.advance();
        EXPECT_EQ(mail_of<Snapshot>().size(), keeps ? 3U : 0U);
    }
}

TEST_F(WorkerAlone, DeterministicSnapshotsComeBeforeTheChampionsOfTheirRound) {
    plan_.search.deterministic = true;
    auto worker = make_worker({.islands = {}, .keeps_checkpoints = true});
    while (worker.advance()) {
    }
    std::vector<std::uint32_t> saved;
    int champions_count = 0;
    for (auto const& message : mail()) {
        if (auto const* snapshot = std::get_if<Snapshot>(&message)) {
            EXPECT_EQ(snapshot->archive.iteration, 1U);
            EXPECT_TRUE(unpack(snapshot->archive).awaits_exchange);
            saved.push_back(snapshot->archive.island);
        } else if (auto const* champions = std::get_if<Champions>(&message)) {
            EXPECT_EQ(saved.back(), champions->island);
            ++champions_count;
        }
    }
    EXPECT_EQ(champions_count, 3);
}

TEST_F(WorkerAlone, DeterministicIslandsGiveNothingInTheMiddleOfAnIteration) {
    plan_.search.deterministic = true;
    plan_.search.cycles_per_iteration = 1000000;
    auto worker = make_worker({.islands = {}, .keeps_checkpoints = true});
    ASSERT_TRUE(evolve_until_each_has_begun(worker));
    tell(StopEvolution{});
    worker.advance();
    for (auto const& message : mail()) {
        EXPECT_FALSE(std::holds_alternative<Champions>(message))
            << "an incomplete iteration is repeated";
        EXPECT_FALSE(std::holds_alternative<Snapshot>(message))
            << "a snapshot must be the state after a round";
    }
}

TEST_F(WorkerAlone, AnIslandNotBornYetGivesAnEmptySnapshot) {
    auto worker = make_worker();
    tell(SnapshotRequest{});
    worker.advance();
    auto const snapshots = mail_of<Snapshot>();
    ASSERT_EQ(snapshots.size(), 3U);
    for (auto const& snapshot : snapshots) EXPECT_TRUE(snapshot.archive.bytes.empty());
}

TEST_F(WorkerAlone, WithoutACoordinatorItEndsAndSaysWhy) {
    plan_.run.lost_seconds = 0.2;
    auto worker = make_worker();
    Stopwatch const watch;
    try {
        while (watch.elapsed_s() < 5) worker.advance();
        FAIL() << "continued without a coordinator";
    } catch (parallel::RemoteError const& error) {
        EXPECT_EQ(error.rank(), 0);
        EXPECT_NE(std::string(error.what()).find("has been silent"), std::string::npos);
    }
}

TEST_F(WorkerAlone, APulseKeepsItGoing) {
    plan_.run.lost_seconds = 0.2;
    auto worker = make_worker();
    Stopwatch const watch;
    while (watch.elapsed_s() < 0.6) {
        tell(Pulse{});
        worker.advance();
    }
}

TEST_F(WorkerAlone, AnArchiveOfAnotherIslandIsRefused) {
    auto worker = make_worker();
    ASSERT_TRUE(evolve_until_each_has_begun(worker));
    mail();
    tell(SnapshotRequest{});
    worker.advance();
    auto archive = mail_of<Snapshot>().at(0).archive;
    archive.island = 1;
    EXPECT_THROW(unpack(archive), DataError);
    archive.bytes.pop_back();
    EXPECT_THROW(unpack(archive), DataError);
    archive.bytes.clear();
    EXPECT_THROW(unpack(archive), DataError);
}

}  // namespace
}  // namespace balmer::islands
