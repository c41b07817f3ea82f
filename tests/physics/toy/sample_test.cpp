#include "balmer/physics/toy/sample.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::physics::toy {
namespace {

Settings line() {
    return {.expression = "a*x + sin(y)",
            .ranges = {{"x", 1, 5}, {"y", 0, 3}},
            .constants = {{"a", 2}},
            .event_count = 10000,
            .seed = 1};
}

Sample made(Settings const& settings) { return generate(settings, parallel::Communicator()); }

/// Mean of a column.
double mean(std::vector<double> const& values) {
    double sum = 0;
    for (double const value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

TEST(ToySample, TheTargetIsTheFormula) {
    auto const sample = made(line());
    ASSERT_EQ(sample.target.size(), 10000U);
    for (std::size_t i = 0; i < sample.target.size(); ++i) {
        double const expected = 2 * sample.features[0][i] + std::sin(sample.features[1][i]);
        ASSERT_DOUBLE_EQ(sample.target[i], expected);
    }
    EXPECT_EQ(sample.target, sample.exact);
}

TEST(ToySample, UniformRangesAreFilledEvenly) {
    auto const x = made(line()).features[0];
    auto const [low, high] = std::ranges::minmax(x);
    EXPECT_GE(low, 1);
    EXPECT_LT(high, 5);
    // Five standard deviations: (5 - 1) / sqrt(12 · 10000) each.
    EXPECT_NEAR(mean(x), 3, 5 * 0.0116);
    EXPECT_LT(low, 1.01);
    EXPECT_GT(high, 4.99);
}

TEST(ToySample, LogarithmicRangesAreUniformInTheLogarithm) {
    auto settings = line();
    settings.ranges[0] = {"x", 1, 1e6, Spread::logarithmic};
    auto x = made(settings).features[0];
    for (auto& value : x) value = std::log10(value);
    EXPECT_NEAR(mean(x), 3, 5 * 0.0173);
    EXPECT_GE(*std::ranges::min_element(x), 0);
    EXPECT_LE(*std::ranges::max_element(x), 6);
}

TEST(ToySample, WholeRangesIncludeBothEnds) {
    auto settings = line();
    settings.ranges[0] = {"x", -1, 3, Spread::whole};
    auto const x = made(settings).features[0];
    EXPECT_EQ(std::set<double>(x.begin(), x.end()), (std::set<double>{-1, 0, 1, 2, 3}));
    // Each of five values 2000 times, with a standard deviation of 40.
    EXPECT_NEAR(static_cast<double>(std::ranges::count(x, 3)), 2000, 200);
}

TEST(ToySample, NoiseIsRelativeToTheSpreadOfTheTarget) {
    auto settings = line();
    settings.noise = 0.1;
    auto const sample = made(settings);
    double squared = 0, sum = 0;
    for (std::size_t i = 0; i < sample.target.size(); ++i) {
        double const noise = sample.target[i] - sample.exact[i];
        sum += noise;
        squared += noise * noise;
    }
    double const expected = 0.1 * sample.standard_deviation;
    // The standard deviation of a standard deviation is 1 / sqrt(2 n) of it: 0.7 %.
    EXPECT_NEAR(std::sqrt(squared / 10000), expected, 5 * 0.007 * expected);
    EXPECT_NEAR(sum / 10000, 0, 5 * 0.01 * expected);
    // The variance of 2 x + sin(y).
    double const mean_sine = (1 - std::cos(3.0)) / 3;
    double const square_sine = 0.5 - std::sin(6.0) / 12;
    double const variance = 4 * 16 / 12.0 + square_sine - mean_sine * mean_sine;
    EXPECT_NEAR(sample.standard_deviation, std::sqrt(variance), 0.05);
}

TEST(ToySample, NoiseAndIdleFeaturesLeaveTheFeaturesAlone) {
    auto const plain = made(line());
    auto settings = line();
    settings.noise = 0.5;
    settings.idle_count = 3;
    auto const sample = made(settings);
    ASSERT_EQ(sample.features.size(), 5U);
    EXPECT_EQ(sample.features[0], plain.features[0]);
    EXPECT_EQ(sample.features[1], plain.features[1]);
    EXPECT_EQ(sample.exact, plain.exact);
    EXPECT_EQ(sample.ranges[4], (Range{"idle_3", 1, 5}));
    EXPECT_NE(sample.features[4], sample.features[0]);
    EXPECT_NE(sample.features[4], sample.features[2]);
}

TEST(ToySample, SeedsMakeOtherEvents) {
    auto settings = line();
    settings.seed = 2;
    EXPECT_NE(made(settings).exact, made(line()).exact);
}

TEST(ToySample, FewerEventsAreTheFirstOnes) {
    auto settings = line();
    settings.event_count = 6;
    auto const few = made(settings).exact;
    auto const many = made(line()).exact;
    EXPECT_TRUE(std::ranges::equal(few, std::vector<double>(many.begin(), many.begin() + 6)));
}

TEST(ToySample, ValuesThatAreNotFiniteAreCountedAndRefused) {
    auto settings = line();
    settings.expression = "log(x)*y";
    settings.constants = {};
    settings.ranges[0] = {"x", -1, 4, Spread::whole};
    try {
        made(settings);
        ADD_FAILURE() << "no error";
    } catch (InputError const& error) {
        std::string const text = error.what();
        EXPECT_NE(text.find("not finite on 3"), std::string::npos) << text;
        EXPECT_NE(text.find("of 10000 draws, the first of them at x = "), std::string::npos)
            << text;
    }
}

TEST(ToySample, ValuesThatAreNotFiniteAreSkippedOnDemand) {
    auto settings = line();
    settings.expression = "log(x)*y";
    settings.constants = {};
    settings.ranges[0] = {"x", -1, 1};
    settings.not_finite = NotFinite::skip;
    auto const sample = made(settings);
    EXPECT_EQ(sample.exact.size(), 10000U);
    EXPECT_TRUE(std::ranges::all_of(sample.exact, [](double y) { return std::isfinite(y); }));
    EXPECT_NEAR(static_cast<double>(sample.skipped_count), 10000, 5 * 142);
    settings.ranges[0] = {"x", -2, -1};
    EXPECT_THROW(made(settings), InputError);
}

TEST(ToySample, TheFileSaysHowItWasMade) {
    auto settings = line();
    settings.noise = 0.01;
    settings.idle_count = 1;
    settings.target = "force";
    auto const file = to_event_file(made(settings));
    auto const parameters = nlohmann::json::parse(file.parameters);
    EXPECT_EQ(parameters["expression"], "a*x + sin(y)");
    EXPECT_EQ(parameters["constants"]["a"], 2);
    EXPECT_EQ(parameters["ranges"]["y"]["high"], 3);
    EXPECT_EQ(parameters["ranges"]["idle_1"]["spread"], "uniform");
    EXPECT_EQ(file.process, "formula");
    ASSERT_EQ(file.features.size(), 3U);
    EXPECT_EQ(file.features[2].name, "idle_1");
    EXPECT_EQ(file.targets.at(0).name, "force");
    EXPECT_EQ(file.latent.at(0).name, "exact");
    EXPECT_NE(file.latent[0].values, file.targets[0].values);
}

}  // namespace
}  // namespace balmer::physics::toy
