#include "balmer/physics/zh/sample.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::physics::zh {
namespace {

using Columns = std::vector<formats::EventColumn>;

std::vector<std::string> names_of(Columns const& columns) {
    std::vector<std::string> names;
    for (auto const& column : columns) names.push_back(column.name);
    return names;
}

std::vector<double> const& values_of(Columns const& columns, std::string const& name) {
    auto const found = std::ranges::find(columns, name, &formats::EventColumn::name);
    if (found == columns.end()) throw std::runtime_error("no column " + name);
    return found->values;
}

TEST(ZhEventFile, HasTheColumnsOfItsFormatInOrder) {
    auto const file = to_event_file(
        generate({.theta = 10, .event_count = 1500, .seed = 31, .flavours = Flavours::ud}));
    EXPECT_EQ(file.process, "zh");
    EXPECT_EQ(file.seed, 31u);
    EXPECT_EQ(names_of(file.features),
              (std::vector<std::string>{"x_p", "x_eta", "pT", "eta_Z", "eta_H", "eta_minus",
                                        "eta_plus", "m_ZH"}));
    EXPECT_EQ(names_of(file.targets), std::vector<std::string>{"score"});
    EXPECT_EQ(names_of(file.weights), std::vector<std::string>{"weight"});
    EXPECT_EQ(
        names_of(file.latent),
        (std::vector<std::string>{"flavour", "x1", "x2", "cos_theta_star", "p0", "a", "b", "z_e",
                                  "z_px", "z_py", "z_pz", "h_e", "h_px", "h_py", "h_pz"}));
    for (auto const* const columns : {&file.features, &file.targets, &file.weights, &file.latent}) {
        for (auto const& column : *columns) {
            EXPECT_EQ(column.values.size(), 1500u) << column.name;
            EXPECT_FALSE(column.unit.empty() || column.description.empty()) << column.name;
            EXPECT_TRUE(std::ranges::all_of(column.values, [](double v) {
                return std::isfinite(v);
            })) << column.name;
        }
    }
    auto const parameters = nlohmann::json::parse(file.parameters);
    EXPECT_EQ(parameters.at("theta"), 10.0);
    EXPECT_EQ(parameters.at("flavours"), "ud");
    EXPECT_EQ(parameters.at("amplitude"), "z");
    EXPECT_EQ(parameters.at("pt_window").at("max_gev"), 1000.0);
    EXPECT_GT(parameters.at("cross_section_pb").get<double>(), 0.3);
}

TEST(ZhEventFile, FeaturesAndScoreFollowFromTheLatentColumns) {
    double const theta = 10;
    auto const file = to_event_file(generate({.theta = theta,
                                              .event_count = 1000,
                                              .seed = 32,
                                              .flavours = Flavours::ud,
                                              .amplitude = Amplitude::z_and_photon,
                                              .target = {.subtract = false, .scale = 10}}));
    auto const feature = [&](char const* name, std::size_t i) {
        return values_of(file.features, name)[i];
    };
    auto const latent = [&](char const* name, std::size_t i) {
        return values_of(file.latent, name)[i];
    };
    for (std::size_t i = 0; i < 1000; ++i) {
        double const s_gev2 = latent("x1", i) * latent("x2", i) * 13000 * 13000;
        double const cosine = latent("cos_theta_star", i);
        auto const quark = latent("flavour", i) == 2 ? Quark::up : Quark::down;
        auto const squared = matrix_element(quark, s_gev2, Amplitude::z_and_photon).at(cosine);
        EXPECT_NEAR(latent("p0", i) / squared.sm, 1, 1e-11);
        EXPECT_NEAR(values_of(file.targets, "score")[i], 10 * squared.score(theta), 1e-9);
        EXPECT_NEAR(feature("m_ZH", i) / std::sqrt(s_gev2), 1, 1e-10);
        double const pt_gev = rest_frame_momentum_gev(s_gev2) * std::sqrt(1 - cosine * cosine);
        EXPECT_NEAR(feature("pT", i) / pt_gev, 1, 1e-10);
        EXPECT_NEAR(feature("x_p", i), pt_gev / 125, 1e-9);
        EXPECT_NEAR(feature("eta_Z", i), std::asinh(latent("z_pz", i) / pt_gev), 1e-9);
        EXPECT_EQ(feature("eta_minus", i), feature("eta_Z", i) - feature("eta_H", i));
        EXPECT_EQ(feature("eta_plus", i), feature("eta_Z", i) + feature("eta_H", i));
        EXPECT_EQ(feature("x_eta", i), std::abs(feature("eta_minus", i)));
    }
}

TEST(ZhEventFile, SubtractionTakesTheMeanOfTheWrittenScoresAway) {
    Settings settings{.theta = 10, .event_count = 3000, .seed = 33};
    auto const subtracted = to_event_file(generate(settings));
    settings.target.subtract = false;
    auto const raw = to_event_file(generate(settings));
    double mean = 0, weights = 0;
    for (std::size_t i = 0; i < 3000; ++i) {
        mean += subtracted.weights[0].values[i] * subtracted.targets[0].values[i];
        weights += subtracted.weights[0].values[i];
    }
    EXPECT_NEAR(mean / weights, 0, 1e-14);
    double const shift = raw.targets[0].values[0] - subtracted.targets[0].values[0];
    EXPECT_GT(shift, 0.01);
    for (std::size_t i = 0; i < 3000; ++i) {
        EXPECT_NEAR(raw.targets[0].values[i] - subtracted.targets[0].values[i], shift, 1e-15);
    }
}

TEST(ZhEventFile, DetectorMovesFeaturesAndLeavesWhatIsLatent) {
    Settings settings{.event_count = 3000, .seed = 34, .pt_window = {50, 200}};
    settings.detector = DetectorSettings{};
    auto const sample = generate(settings);
    auto const file = to_event_file(sample);
    EXPECT_GT(sample.summary.lost_count, 0u);
    std::size_t moved = 0;
    for (std::size_t i = 0; i < 3000; ++i) {
        double const measured = values_of(file.features, "pT")[i];
        double const px = values_of(file.latent, "z_px")[i], py = values_of(file.latent, "z_py")[i];
        EXPECT_TRUE(measured >= 50 && measured <= 200) << measured;
        EXPECT_NEAR(px, -values_of(file.latent, "h_px")[i], 1e-10);
        moved += std::abs(measured - std::hypot(px, py)) > 0.1;
    }
    EXPECT_GT(moved, 2900u);
}

}  // namespace
}  // namespace balmer::physics::zh
