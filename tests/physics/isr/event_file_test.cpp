#include "balmer/physics/isr/sample.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::physics::isr {
namespace {

std::vector<std::string> names_of(std::vector<formats::EventColumn> const& columns) {
    std::vector<std::string> names;
    for (auto const& column : columns) names.push_back(column.name);
    return names;
}

using Names = std::vector<std::string>;

TEST(IsrEventFile, HasTheBinsAndWhatTheyHold) {
    auto const sample = generate({.event_count = 3000, .seed = 4, .bin_counts = {30, 20}});
    auto const file = to_event_file(sample);
    EXPECT_EQ(file.process, "isr");
    EXPECT_EQ(file.seed, 4U);
    EXPECT_EQ(names_of(file.features), (Names{"x", "sin_theta"}));
    EXPECT_EQ(names_of(file.targets), Names{"density"});
    EXPECT_EQ(names_of(file.weights), Names{"weight"});
    EXPECT_EQ(names_of(file.latent), (Names{"count", "expected"}));
    auto const &x = file.features[0].values, &weight = file.weights[0].values,
               &count = file.latent[0].values, &density = file.targets[0].values;
    ASSERT_EQ(x.size(), 600U);
    EXPECT_NEAR(x.front(), 0.115, 1e-12);
    EXPECT_NEAR(x.back(), 0.985, 1e-12);
    // The angle varies fastest.
    EXPECT_EQ(x[19], x[0]);
    EXPECT_GT(x[20], x[0]);
    std::size_t empty = 0;
    for (std::size_t i = 0; i < count.size(); ++i) {
        EXPECT_NEAR(density[i], count[i] / (3000 * 0.03 * 0.045), 1e-12);
        EXPECT_TRUE(std::isfinite(weight[i]) && weight[i] > 0);
        EXPECT_EQ(weight[i], 1 / sample.cells[i].variance);
        empty += count[i] == 0;
    }
    EXPECT_GT(empty, 0U);
}

TEST(IsrEventFile, ParametersTellHowItWasMade) {
    auto const file = to_event_file(generate({.event_count = 3000,
                                              .bin_counts = {30, 20},
                                              .method = Method::exact,
                                              .resolution = {.size = 0.05}}));
    auto const parameters = nlohmann::json::parse(file.parameters);
    EXPECT_EQ(parameters["sample"], "splitting");
    EXPECT_EQ(parameters["method"], "exact");
    EXPECT_EQ(parameters["event_count"], 3000);
    EXPECT_EQ(parameters["resolution"]["kind"], "relative");
    EXPECT_EQ(parameters["resolution"]["size"], 0.05);
    EXPECT_EQ(parameters["generated_x"], (std::vector<double>{0.0955, 1.0045}));
    EXPECT_EQ(parameters["x"]["bin_count"], 30);
    EXPECT_LT(parameters["kept_count"], 3000);
    EXPECT_TRUE(parameters.contains("code_version"));
}

TEST(IsrEventFile, TheSpectrumOfOneVariableHasOneFeature) {
    auto const file = to_event_file(
        generate({.kind = SampleKind::neutralino, .event_count = 1000, .bin_counts = {16, 1}}));
    EXPECT_EQ(names_of(file.features), Names{"x"});
    double sum = 0;
    for (double const density : file.targets[0].values) sum += density;
    // Per dx, not per dx d(sin theta).
    EXPECT_NEAR(sum * 0.01, 1, 1e-12);
    EXPECT_EQ(nlohmann::json::parse(file.parameters)["mass_gev"], 225);
}

TEST(IsrEventFile, GridPointsHaveNoCounts) {
    auto const file =
        to_event_file(generate({.kind = SampleKind::warm_up, .bin_counts = {11, 10}}));
    EXPECT_TRUE(file.latent.empty());
    EXPECT_EQ(file.weights[0].values, std::vector<double>(110, 1.0));
    EXPECT_NEAR(file.targets[0].values[0], 1810, 1e-9);
    auto const parameters = nlohmann::json::parse(file.parameters);
    EXPECT_EQ(parameters["sample"], "warm-up");
    EXPECT_FALSE(parameters.contains("event_count"));
}

}  // namespace
}  // namespace balmer::physics::isr
