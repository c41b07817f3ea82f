#include "balmer/run/summary.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::run {
namespace {

islands::RunStatus status_at(double elapsed_s, std::uint32_t iteration, double node_rows) {
    islands::RunStatus status;
    status.elapsed_s = elapsed_s;
    status.workers.resize(1);
    status.workers[0].memory_bytes = 1000;
    status.workers[0].islands.resize(2);
    for (auto& island : status.workers[0].islands) {
        island.iteration = iteration;
        island.work.node_rows = node_rows / 2;
        island.work.evaluation_count = static_cast<std::uint64_t>(node_rows / 20);
    }
    return status;
}

TEST(Meter, RatesAreAveragesOverTheLastTenSeconds) {
    Meter meter(40, 0);
    for (int second = 0; second <= 20; ++second) {
        meter.measure(status_at(second, 0, 1e6 * second));
    }
    // Ten times faster from now on: after ten seconds the earlier rate no longer counts.
    for (int second = 1; second <= 11; ++second) {
        meter.measure(status_at(20 + second, 0, 2e7 + 1e7 * second));
    }
    auto const summary = meter.measure(status_at(32, 0, 2e7 + 1.2e8));
    EXPECT_DOUBLE_EQ(summary.node_rows_per_s, 1e7);
    EXPECT_DOUBLE_EQ(summary.evaluations_per_s, 1e6);
    EXPECT_EQ(summary.memory_bytes, 1000u);
}

TEST(Meter, RemainingTimeFollowsTheIterationsAndTheLimit) {
    EXPECT_TRUE(std::isnan(Meter(40, 0).measure(status_at(5, 0, 0)).remaining_s));
    // 2 islands at 5 of 20 iterations after 30 s.
    EXPECT_DOUBLE_EQ(Meter(40, 0).measure(status_at(30, 5, 0)).remaining_s, 90);
    EXPECT_DOUBLE_EQ(Meter(40, 50).measure(status_at(30, 5, 0)).remaining_s, 20);
    EXPECT_DOUBLE_EQ(Meter(40, 50).measure(status_at(5, 0, 0)).remaining_s, 45);
}

TEST(Meter, AResumedRunKeepsItsProgressAndMeasuresItsOwnRate) {
    Meter meter(40, 100, {20, 5000});
    islands::RunStatus silent;
    silent.elapsed_s = 1;
    silent.earlier_s = 60;
    silent.life = 2;
    auto summary = meter.measure(silent);
    EXPECT_EQ(summary.iterations, 20u);
    EXPECT_EQ(summary.evaluations, 5000u);
    EXPECT_EQ(summary.life, 2u);
    // Islands report the work of all sessions, which was not done in the second since the start.
    auto reported = status_at(2, 10, 1e6);
    reported.earlier_s = 60;
    EXPECT_EQ(meter.measure(reported).node_rows_per_s, 0);
    reported = status_at(6, 11, 1.4e6);
    reported.earlier_s = 60;
    summary = meter.measure(reported);
    EXPECT_DOUBLE_EQ(summary.node_rows_per_s, 1e5);
    // 22 of 40 iterations after 66 s in all; the limit of this session is 100 s.
    EXPECT_DOUBLE_EQ(summary.remaining_s, 54);
    EXPECT_TRUE(summary_line(summary).starts_with("0:01:06 elapsed, 0:00:54 to go; 22 of 40"));
    auto const json = nlohmann::json::parse(summary_json(summary, "status", {}));
    EXPECT_EQ(json["elapsed_s"], 66);
    EXPECT_EQ(json["life"], 1);
    EXPECT_EQ(json["time"].get<std::string>().size(), std::string("2026-01-31T12:00:00Z").size());
}

TEST(Summary, ACheckpointIsRecordedWithItsFileAndFront) {
    evolve::HallOfFameEntry entry;
    entry.complexity = 3;
    entry.mse = 0.25;
    auto const json = nlohmann::json::parse(checkpoint_json({}, {true, "", 12345, 0.5}, {entry}));
    EXPECT_EQ(json["event"], "checkpoint");
    EXPECT_EQ(json["file"], "checkpoint.h5");
    EXPECT_EQ(json["size_bytes"], 12345);
    EXPECT_EQ(json["seconds"], 0.5);
    EXPECT_EQ(json["front"].dump(), "[[3,0.25]]");
}

TEST(Summary, IsOneLineInTheLog) {
    Summary summary;
    summary.elapsed_s = 3723;
    summary.remaining_s = std::nan("");
    summary.iterations = 120;
    summary.iterations_wanted = 9000;
    summary.evaluations_per_s = 312345;
    summary.node_rows_per_s = 1.23e10;
    EXPECT_EQ(summary_line(summary),
              "1:02:03 elapsed, ? to go; 120 of 9000 island iterations (1.3 %); 312 k "
              "candidates/s, 12.3 G node-rows/s");
}

TEST(Summary, IsOneJsonObjectPerLine) {
    Summary summary;
    summary.elapsed_s = 1.5;
    summary.remaining_s = std::nan("");
    evolve::HallOfFameEntry entry;
    entry.complexity = 3;
    entry.mse = 0.25;
    auto const text = summary_json(summary, "status", {entry});
    EXPECT_EQ(text.find('\n'), std::string::npos);
    auto const json = nlohmann::json::parse(text);
    EXPECT_EQ(json["event"], "status");
    EXPECT_TRUE(json["remaining_s"].is_null());
    EXPECT_EQ(json["front"].dump(), "[[3,0.25]]");
}

TEST(ShortNumber, HasThreeDigitsAndAUnit) {
    EXPECT_EQ(short_number(0), "0");
    EXPECT_EQ(short_number(999.4), "999");
    EXPECT_EQ(short_number(999.6), "1 k");
    EXPECT_EQ(short_number(1.234e6), "1.23 M");
    EXPECT_EQ(short_number(5e15), "5e+03 T");
}

}  // namespace
}  // namespace balmer::run
