#include "balmer/base/error.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::physics::wbf {
namespace {

/// Weighted mean over a sample with its standard error.
Estimate mean_of(Sample const& sample, std::function<double(Event const&)> const& value_of) {
    double weights = 0, sum = 0, squares = 0;
    for (auto const& event : sample.events) {
        double const value = value_of(event);
        weights += event.weight;
        sum += event.weight * value;
        squares += event.weight * value * value;
    }
    double const mean = sum / weights;
    return {mean, std::sqrt((squares / weights - mean * mean) / weights)};
}

/// Expects that `ours` agrees with a published value within three combined standard errors.
void expect_compatible(Estimate const& ours, double published, double published_error) {
    EXPECT_NEAR(ours.value, published, 3 * std::hypot(ours.error, published_error))
        << "own error " << ours.error;
}

Observables seen(Event const& event) { return observables_of(event.momenta.pd, event.momenta.pu); }

TEST(WbfGenerator, StandardModelSampleHasThePublishedRateAndMoments) {
    auto const sample = generate({.event_count = 120000, .seed = 21});
    // Cross-sections by an independent implementation with another sampling.
    expect_compatible(sample.summary.cross_section_pb, 0.76444, 0.00015);
    EXPECT_LT(sample.summary.cross_section_pb.error, 0.001);
    EXPECT_GT(sample.summary.efficiency, 0.1);
    EXPECT_LT(sample.summary.overweight_fraction, 2e-4);

    // Heavy tails: the published sample of 500k events has errors of its own.
    auto const squared = mean_of(
        sample, [](Event const& event) { return std::pow(event.matrix_element.score(0), 2); });
    expect_compatible(squared, 0.168, squared.error);
    expect_compatible(sample.summary.quadratic, 0.0502, sample.summary.quadratic.error);

    // CP: odd observables vanish at theta = 0.
    expect_compatible(sample.summary.score_mean, 0, 0);
    expect_compatible(sample.summary.linear, 0, 0);
    expect_compatible(
        mean_of(sample, [](Event const& event) { return std::sin(seen(event).dphi); }), 0, 0);

    // So the mean, which is noise in a sample, must not be subtracted.
    auto asked = sample;
    asked.settings.target.subtract = true;
    auto const file = to_event_file(asked);
    EXPECT_NE(sample.summary.score_mean.value, 0);
    EXPECT_EQ(nlohmann::json::parse(file.parameters).at("subtracted_score"), 0.0);
    EXPECT_EQ(file.targets[0].values[0], sample.events[0].matrix_element.score(0));
}

TEST(WbfGenerator, ModifiedSampleHasThePublishedRateAndMoments) {
    auto const sample = generate({.theta = 1, .event_count = 120000, .seed = 22});
    expect_compatible(sample.summary.cross_section_pb, 0.80383, 0.00019);
    EXPECT_LT(sample.summary.overweight_fraction, 2e-4);
    expect_compatible(sample.summary.score_mean, 0.0968, sample.summary.score_mean.error);
    auto const squared = mean_of(sample, [&](Event const& event) {
        return std::pow(event.matrix_element.score(1) - 0.0968, 2);
    });
    expect_compatible(squared, 0.151, squared.error);
    // theta > 0 moves events to dphi < 0.
    auto const sine =
        mean_of(sample, [](Event const& event) { return std::sin(seen(event).dphi); });
    EXPECT_LT(sine.value, -20 * sine.error);
}

TEST(WbfGenerator, OppositeCouplingsAreMirrorImages) {
    auto const plus = generate({.theta = 1, .event_count = 50000, .seed = 23});
    auto const minus = generate({.theta = -1, .event_count = 50000, .seed = 24});
    auto const& rate = minus.summary.cross_section_pb;
    expect_compatible(plus.summary.cross_section_pb, rate.value, rate.error);
    auto const sine = [](Event const& event) { return std::sin(seen(event).dphi); };
    auto const left = mean_of(plus, sine), right = mean_of(minus, sine);
    expect_compatible(left, -right.value, right.error);
}

TEST(WbfGenerator, BothBeamsGiveTheUpQuarkEquallyOften) {
    auto const sample = generate({.event_count = 20000, .seed = 27});
    auto const forward =
        mean_of(sample, [](Event const& event) { return event.momenta.ku.pz > 0 ? 1.0 : 0.0; });
    expect_compatible(forward, 0.5, 0);
    auto const direction =
        mean_of(sample, [](Event const& event) { return std::cos(phi(event.momenta.pd)); });
    expect_compatible(direction, 0, 0);
    for (auto const& event : sample.events) {
        double const plus = event.momenta.ku.pz > 0 ? event.momenta.ku.e : event.momenta.kd.e;
        ASSERT_NEAR(2 * plus / lhc_sqrt_s_gev / event.x1, 1, 1e-13);
        double const rapidity = std::atanh(event.momenta.ph.pz / event.momenta.ph.e);
        ASSERT_NEAR(rapidity, event.y_h, 1e-9);
    }
}

TEST(WbfGenerator, SettingsAndSeedFixEveryEvent) {
    Settings settings{.theta = 0.5, .event_count = 6000, .seed = 28};
    std::vector<double> fractions;
    auto const left = to_event_file(
        generate(settings, {}, [&](double fraction) { fractions.push_back(fraction); }));
    auto const right = to_event_file(generate(settings));
    settings.seed = 29;
    auto const other = to_event_file(generate(settings));
    ASSERT_EQ(left.features.size(), right.features.size());
    for (std::size_t i = 0; i < left.features.size(); ++i) {
        EXPECT_EQ(left.features[i].values, right.features[i].values);
        EXPECT_NE(left.features[i].values, other.features[i].values);
    }
    EXPECT_EQ(left.targets[0].values, right.targets[0].values);
    EXPECT_EQ(left.parameters, right.parameters);

    EXPECT_GT(fractions.size(), 1u);
    EXPECT_TRUE(std::ranges::is_sorted(fractions));
    EXPECT_EQ(fractions.back(), 1.0);
}

/// Ratio of the rate with other densities to the rate of `sample`, by reweighting its events.
Estimate reweighted_rate(Sample const& sample, std::string const& pdf, double scale_gev) {
    auto const from = make_parton_density(sample.settings.pdf), to = make_parton_density(pdf);
    double const old_scale_gev = sample.settings.factorisation_scale_gev;
    return mean_of(sample, [&](Event const& event) {
        bool const u_first = event.momenta.ku.pz > 0;
        double const x_u = u_first ? event.x1 : event.x2, x_d = u_first ? event.x2 : event.x1;
        return to->xf(2, x_u, scale_gev) * to->xf(1, x_d, scale_gev) /
               (from->xf(2, x_u, old_scale_gev) * from->xf(1, x_d, old_scale_gev));
    });
}

TEST(WbfGenerator, OtherDensitiesAndScalesEqualReweightedEvents) {
    auto const sample = generate({.event_count = 100000, .seed = 30});
    // The independent implementation's change of rate from m_W to m_H, to its last digit.
    expect_compatible(reweighted_rate(sample, "cteq5l", higgs_mass_gev), 1 - 0.031, 0.0005 / 3);
    auto const expected = reweighted_rate(sample, "grv94l", higgs_mass_gev);
    auto const other = generate({.event_count = 100000,
                                 .seed = 31,
                                 .pdf = "grv94l",
                                 .factorisation_scale_gev = higgs_mass_gev})
                           .summary.cross_section_pb;
    auto const& rate = sample.summary.cross_section_pb;
    double const ratio = other.value / rate.value;
    double const error = ratio * std::hypot(other.error / other.value, rate.error / rate.value);
    expect_compatible({ratio, error}, expected.value, expected.error);
}

TEST(WbfEventFile, HasTheColumnsOfItsFormatInOrder) {
    auto const file = to_event_file(generate({.theta = 1, .event_count = 1500, .seed = 31}));
    EXPECT_EQ(file.process, "wbf");
    EXPECT_EQ(file.seed, 31u);
    std::vector<std::string> names;
    for (auto const& column : file.features) names.push_back(column.name);
    EXPECT_EQ(names, (std::vector<std::string>{"x_p1", "x_p2", "dphi", "deta", "pt1", "pt2", "eta1",
                                               "eta2", "mjj", "x_px", "s_phi"}));
    ASSERT_EQ(file.targets.size(), 1u);
    ASSERT_EQ(file.weights.size(), 1u);
    EXPECT_EQ(file.targets[0].unit, "TeV^2");
    EXPECT_EQ(file.latent.size(), 26u);
    for (auto const* const columns : {&file.features, &file.targets, &file.weights, &file.latent}) {
        for (auto const& column : *columns) {
            EXPECT_EQ(column.values.size(), 1500u) << column.name;
            EXPECT_FALSE(column.unit.empty() || column.description.empty()) << column.name;
            EXPECT_TRUE(std::ranges::all_of(column.values, [](double v) {
                return std::isfinite(v);
            })) << column.name;
        }
    }
    EXPECT_TRUE(std::ranges::all_of(file.weights[0].values, [](double w) { return w >= 1; }));
    auto const parameters = nlohmann::json::parse(file.parameters);
    EXPECT_EQ(parameters.at("theta"), 1.0);
    EXPECT_EQ(parameters.at("pdf"), "cteq5l");
    EXPECT_EQ(parameters.at("cuts").at("jet_pt_min_gev"), 20.0);
    EXPECT_GT(parameters.at("cross_section_pb").get<double>(), 0.7);
}

TEST(WbfEventFile, SubtractionTakesTheMeanScoreAway) {
    auto sample = generate({.theta = 1, .event_count = 3000, .seed = 32});
    auto const raw = to_event_file(sample);
    sample.settings.target = {.subtract = true, .scale = 10};
    auto const subtracted = to_event_file(sample);
    double const shift = nlohmann::json::parse(subtracted.parameters).at("subtracted_score");
    EXPECT_NE(shift, 0.0);
    double mean = 0, weights = 0;
    for (std::size_t i = 0; i < raw.targets[0].values.size(); ++i) {
        EXPECT_EQ(subtracted.targets[0].values[i], 10 * (raw.targets[0].values[i] - shift));
        mean += subtracted.weights[0].values[i] * subtracted.targets[0].values[i];
        weights += subtracted.weights[0].values[i];
    }
    EXPECT_NEAR(mean / weights, 0, 1e-11);
    EXPECT_EQ(raw.targets[0].unit, "TeV^2");
    EXPECT_EQ(subtracted.targets[0].unit, "TeV^2 / 10");
    EXPECT_EQ(nlohmann::json::parse(raw.parameters).at("subtracted_score"), 0.0);
}

TEST(WbfSettings, EveryMistakeIsReportedWithItsRule) {
    Settings settings;
    settings.theta = std::nan("");
    settings.event_count = 0;
    settings.factorisation_scale_gev = 1e5;
    settings.cuts = {.jet_pt_min_gev = 0, .jet_eta_max = -1, .jet_separation_min = 20};
    try {
        validate(settings);
        FAIL() << "nothing was thrown";
    } catch (InputError const& error) {
        EXPECT_EQ(error.problems().size(), 6u) << error.what();
    }
    EXPECT_NO_THROW(validate({.event_count = 1}));
    EXPECT_THROW(validate({.event_count = 1, .sqrt_s_gev = 200}), InputError);
    EXPECT_THROW(validate({.event_count = 1, .pdf = "grv94l", .sqrt_s_gev = 100000}), InputError);
    EXPECT_THROW(to_event_file(generate({.event_count = 0})), InputError);
}

}  // namespace
}  // namespace balmer::physics::wbf
