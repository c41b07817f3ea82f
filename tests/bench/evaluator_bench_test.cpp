#include "balmer/bench/evaluator_bench.hpp"

#include "balmer/bench/evaluator_report.hpp"
#include "balmer/expr/parse.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::bench {
namespace {

using eval::Backend;

EvaluatorSettings tiny(std::vector<Backend> backends) {
    EvaluatorSettings settings;
    settings.row_counts = {40, 1500};
    settings.backends = std::move(backends);
    settings.run_count = 3;
    settings.tree_count = 5;
    return settings;
}

TEST(EvaluatorBench, TheMedianIsInTheMiddle) {
    auto const odd = spread_of({3, 1, 7});
    EXPECT_EQ(odd.min, 1);
    EXPECT_EQ(odd.median, 3);
    EXPECT_EQ(odd.max, 7);
    EXPECT_EQ(spread_of({4, 1, 2, 9}).median, 3);
}

TEST(EvaluatorBench, AShorterTableIsTheBeginningOfALongerOne) {
    auto const small = bench_table(10, 3);
    auto const large = bench_table(1000, 3);
    ASSERT_EQ(small.feature_count(), 10u);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_TRUE(std::ranges::equal(small.feature(i), large.feature(i).first(10)));
        for (double const value : large.feature(i)) {
            EXPECT_GT(value, 0.5);
            EXPECT_LT(value, 2);
        }
    }
    EXPECT_TRUE(std::ranges::equal(small.target(), large.target().first(10)));
    EXPECT_NE(small.feature(0)[0], small.feature(1)[0]);
    EXPECT_NE(small.feature(0)[0], bench_table(10, 4).feature(0)[0]);
}

TEST(EvaluatorBench, TreesAreFiniteOnAllRowsByTheReference) {
    auto const table = bench_table(3000, 1);
    auto const trees = bench_trees(OperatorSet::transcendental, 40, table, 1);
    ASSERT_EQ(trees.size(), 40u);
    for (auto const& tree : trees) {
        for (std::size_t row = 0; row < table.row_count(); ++row) {
            std::vector<double> values;
            for (std::size_t i = 0; i < 10; ++i) values.push_back(table.feature(i)[row]);
            ASSERT_TRUE(std::isfinite(expr::evaluate(tree, values)));
        }
    }
}

TEST(EvaluatorBench, SkippedRowsDoNotCount) {
    std::vector<std::string> const names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    std::vector<expr::Tree> const finite = {expr::parse("a+b", names).tree},
                                  infinite = {expr::parse("log(-a)", names).tree};
    auto const table = bench_table(100000, 1);
    for (auto const backend : eval::available_backends()) {
        auto const whole =
            evaluate_all<double>(Kind::eval, backend, Trees{finite, {}}, table.rows());
        EXPECT_EQ(whole.rows, 100000);
        EXPECT_EQ(whole.node_rows, 300000);
        auto const stopped =
            evaluate_all<double>(Kind::eval, backend, Trees{infinite, {}}, table.rows());
        EXPECT_GT(stopped.rows, 0);
        EXPECT_LT(stopped.rows, 100000) << eval::name(backend);
        EXPECT_EQ(stopped.node_rows, 3 * stopped.rows);
        EXPECT_GT(stopped.seconds, 0);
    }
}

TEST(EvaluatorBench, EveryCombinationIsMeasuredOnce) {
    auto backends = eval::available_backends();
    std::erase(backends, Backend::reference);
    std::size_t told = 0;
    auto const report = measure_evaluators(
        tiny(backends), {.on_result = [&](EvaluatorResult const&) { ++told; }, .on_progress = {}});
    EXPECT_EQ(report.results.size(), 2 * 2 * 2 * 2 * backends.size());
    EXPECT_EQ(told, report.results.size());
    std::set<std::string> rows;
    for (auto const& result : report.results) {
        rows.insert(evaluator_row(result));
        EXPECT_EQ(result.row_share, 1);
        EXPECT_EQ(result.tree_count, 5u);
        EXPECT_GT(result.gnoderows_per_s.min, 0);
        EXPECT_LE(result.gnoderows_per_s.min, result.gnoderows_per_s.median);
        EXPECT_LE(result.gnoderows_per_s.median, result.gnoderows_per_s.max);
        EXPECT_GT(result.emit_us, 0);
        ASSERT_TRUE(result.ratio_to_interpreter);
        if (result.backend == Backend::interpreter) {
            EXPECT_EQ(*result.ratio_to_interpreter, 1);
        }
    }
    EXPECT_EQ(rows.size(), report.results.size());
}

TEST(EvaluatorBench, TheReferenceEvaluatesFewTreesOnManyRows) {
    auto settings = tiny({Backend::reference});
    settings.kinds = {Kind::eval};
    settings.operators = {OperatorSet::arithmetic};
    settings.types = {Precision::f64};
    settings.row_counts = {40, 150000};
    auto const results = measure_evaluators(settings, {}).results;
    ASSERT_EQ(results.size(), 2u);
    EXPECT_EQ(results[0].tree_count, 5u);
    EXPECT_EQ(results[1].tree_count, 2u);
    EXPECT_EQ(results[1].row_share, 1);
    EXPECT_FALSE(results[0].ratio_to_interpreter);
}

TEST(EvaluatorBench, JsonHasTheAgreedKeys) {
    auto settings = tiny({Backend::interpreter});
    settings.row_counts = {40};
    auto const json =
        nlohmann::json::parse(evaluator_json(settings, measure_evaluators(settings, {})));
    for (auto const* key : {"created_by", "compiler", "processor", "seed", "runs", "trees"}) {
        EXPECT_TRUE(json.contains(key)) << key;
    }
    EXPECT_EQ(json["runs"], 3);
    ASSERT_EQ(json["results"].size(), 8u);
    std::set<std::string> kinds, operators, types;
    for (auto const& result : json["results"]) {
        kinds.insert(result["kind"]);
        operators.insert(result["operators"]);
        types.insert(result["type"]);
        EXPECT_EQ(result["backend"], "interpreter");
        EXPECT_EQ(result["rows"], 40);
        for (auto const* key : {"min", "median", "max"}) {
            EXPECT_TRUE(result["gnoderows_per_s"][key].is_number_float());
        }
        EXPECT_TRUE(result["emit_us"].is_number_float());
    }
    EXPECT_EQ(kinds, (std::set<std::string>{"eval", "normal_equations"}));
    EXPECT_EQ(operators, (std::set<std::string>{"arithmetic", "transcendental"}));
    EXPECT_EQ(types, (std::set<std::string>{"f32", "f64"}));
    double total = 0;
    for (auto const& share : json["operator_shares"]["transcendental"]) {
        total += share.get<double>();
    }
    EXPECT_NEAR(total, 1, 1e-12);
}

}  // namespace
}  // namespace balmer::bench
