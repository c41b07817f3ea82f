#include "balmer/bench/search_bench.hpp"

#include "balmer/base/error.hpp"
#include "balmer/bench/search_data.hpp"
#include "balmer/formats/event_file.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include "support/temporary_folder.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::bench {
namespace {

/// Evaluates 7 rows for a loss and 3 in each of two passes of a fit.
class MadeUpJudge final : public evolve::Judge {
public:
    double loss(expr::Tree const& tree, double limit) override {
        work_.node_rows += 7 * static_cast<double>(tree.size());
        return limit;
    }
    void fit(expr::Tree& tree, int, std::size_t) override {
        if (tree.constants.empty()) return;
        ++work_.fit_count;
        work_.node_rows += 2 * 3 * static_cast<double>(tree.size());
        tree.constants.front() = 42;
    }
    double baseline() const override { return 1.5; }
    std::size_t feature_count() const override { return 4; }
    std::vector<double> feature_scales() const override { return {1, 1, 1, 1}; }
    evolve::WorkCounters const& work() const override { return work_; }

private:
    evolve::WorkCounters work_;
};

TEST(TimedJudge, ForwardsAndCounts) {
    TimedJudge judge(std::make_unique<MadeUpJudge>());
    expr::Tree tree = expr::constant_tree(1);
    tree.nodes.push_back({expr::Opcode::sin, 0});
    EXPECT_EQ(judge.loss(tree, 0.25), 0.25);
    EXPECT_EQ(judge.loss(tree, 3), 3);
    judge.fit(tree, 4, 10);
    EXPECT_EQ(tree.constants.front(), 42);
    EXPECT_EQ(judge.baseline(), 1.5);
    EXPECT_EQ(judge.feature_count(), 4u);
    EXPECT_EQ(judge.losses().call_count, 2u);
    EXPECT_EQ(judge.losses().rows_per_call(), 7);
    EXPECT_EQ(judge.losses().node_rows, 28);
    EXPECT_GT(judge.losses().seconds, 0);
    EXPECT_EQ(judge.fits().call_count, 1u);
    EXPECT_EQ(judge.fits().rows_per_call(), 6);
    EXPECT_EQ(judge.fits().node_rows, 12);
}

TEST(TimedJudge, AFitWithoutConstantsDoesNotCount) {
    TimedJudge judge(std::make_unique<MadeUpJudge>());
    auto tree = expr::variable_tree(0);
    judge.fit(tree, 4, 10);
    EXPECT_EQ(judge.fits().call_count, 0u);
    EXPECT_EQ(judge.fits().rows_per_call(), 0);
}

class SearchBenchInput : public tests::TemporaryFolder {};

std::filesystem::path written_events(std::filesystem::path const& folder, std::size_t count) {
    physics::wbf::Settings settings;
    settings.event_count = count;
    settings.seed = 1;
    formats::write_event_file(folder / "wbf.h5", to_event_file(physics::wbf::generate(settings)));
    return folder / "wbf.h5";
}

TEST_F(SearchBenchInput, EventsMadeInMemoryAreThoseOfTheFile) {
    SearchSource source;
    source.event_count = 500;
    source.overrides = {"search.min_rows=90"};
    auto const made = load_search_input(source);
    source.data = written_events(folder_, 500);
    auto const read = load_search_input(source);
    EXPECT_EQ(made.event_count, 500u);
    EXPECT_EQ(read.event_count, 500u);
    ASSERT_EQ(made.shard.row_count(), 96u) << "three shards of 32 rows";
    ASSERT_EQ(made.shard.feature_count(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(std::ranges::equal(made.shard.feature(i), read.shard.feature(i)));
    }
    EXPECT_TRUE(std::ranges::equal(made.shard.target(), read.shard.target()));
    EXPECT_EQ(made.search, read.search);
}

TEST_F(SearchBenchInput, TheDefaultJobIsAJobsDefaultsWithSine) {
    SearchSource source;
    source.event_count = 100;
    source.overrides = {"search.seed=9"};
    evolve::SearchSettings expected;
    expected.operators = {expr::Opcode::add, expr::Opcode::sub, expr::Opcode::mul,
                          expr::Opcode::sin};
    expected.seed = 9;
    expected.exhaustive_complexity = evolve::exhaustive_auto;
    EXPECT_EQ(load_search_input(source).search, expected);
}

TEST_F(SearchBenchInput, AJobProvidesItsSettingsAndEvents) {
    written_events(folder_, 300);
    write(folder_ / "job.toml",
          "[data]\nfile = \"wbf.h5\"\ntarget = \"score\"\n"
          "features = [\"dphi\"]\n[search]\nislands = 3\nmin_rows = 100\n");
    SearchSource source;
    source.job = folder_ / "job.toml";
    auto const input = load_search_input(source);
    EXPECT_EQ(input.search.island_count, 3u);
    EXPECT_EQ(input.shard.row_count(), 100u);
    EXPECT_EQ(input.shard.feature_count(), 1u);
    source.overrides = {"search.min_rows=101"};
    EXPECT_EQ(load_search_input(source).shard.row_count(), 200u);
}

TEST_F(SearchBenchInput, MistakesAreRefused) {
    SearchSource source;
    source.overrides = {"search.populationsize=7"};
    EXPECT_THROW(load_search_input(source), InputError);
    source.overrides = {};
    source.data = folder_ / "absent.h5";
    EXPECT_THROW(load_search_input(source), DataError);
}

TEST(SearchBench, CountsTheWorkOfAnIsland) {
    SearchSource source;
    source.event_count = 400;
    source.overrides = {"search.population_size=40", "search.cycles_per_iteration=2",
                        "search.min_rows=1"};
    auto const input = load_search_input(source);
    SearchSettings settings;
    settings.search = input.search;
    settings.seconds = 0.2;
    settings.backend = eval::Backend::interpreter;
    auto const result = measure_search(input.shard, settings);
    EXPECT_GE(result.seconds, 0.2);
    EXPECT_GT(result.losses.call_count, 40u);
    EXPECT_GT(result.losses.rows_per_call(), 0);
    EXPECT_LE(result.losses.rows_per_call(), 25);
    EXPECT_GT(result.judge_share(), 0);
    EXPECT_LT(result.judge_share(), 1);
    EXPECT_LT(result.best_loss, 1);
    auto const json = nlohmann::json::parse(search_json(result, settings, 400));
    EXPECT_EQ(json["events"], 400);
    EXPECT_EQ(json["shard_rows"], 25);
    EXPECT_EQ(json["type"], "f32");
    EXPECT_NE(json["evaluator"].get<std::string>().find("interpreter"), std::string::npos);
    for (auto const* key : {"candidates_per_s", "fits_per_s", "rows_per_candidate", "rows_per_fit",
                            "node_rows_per_s", "judge_share"}) {
        EXPECT_TRUE(json[key].is_number_float()) << key;
    }
    EXPECT_DOUBLE_EQ(json["candidates_per_s"].get<double>() * json["seconds"].get<double>(),
                     json["candidates"].get<double>());
}

}  // namespace
}  // namespace balmer::bench
