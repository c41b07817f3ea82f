// Events as measured by a detector.
#include "balmer/base/error.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::physics::wbf {
namespace {

/// The factor a of a model a f(event) for the score, by least squares, with its standard error.
template <class Function>
Estimate slope(Sample const& sample, Function const& function) {
    double xt = 0, xx = 0;
    for (auto const& event : sample.events) {
        double const x = function(observables_of(event.jets[0], event.jets[1]));
        xt += x * event.matrix_element.score(0);
        xx += x * x;
    }
    double const value = xt / xx;
    double squares = 0;
    for (auto const& event : sample.events) {
        double const x = function(observables_of(event.jets[0], event.jets[1]));
        squares += std::pow(x * (event.matrix_element.score(0) - value * x), 2);
    }
    return {value, std::sqrt(squares) / xx};
}

/// Expects agreement within three standard errors; the published error is that of 500000 events.
void expect_published(Estimate const& ours, double published, std::size_t event_count) {
    double const published_error =
        ours.error * std::sqrt(static_cast<double>(event_count) / 500000);
    EXPECT_NEAR(ours.value, published, 3 * std::hypot(ours.error, published_error));
}

double sine(Observables const& o) { return std::sin(o.dphi); }
double product(Observables const& o) { return o.pt1_gev * o.pt2_gev * std::sin(o.dphi); }

// Numbers of an independent implementation.
TEST(WbfDetector, HasThePublishedEfficiencyAndSlopes) {
    std::size_t const count = 120000;
    auto const sample =
        generate({.event_count = count, .seed = 51, .detector = DetectorSettings{}});
    auto const& summary = sample.summary;
    // To its last digit.
    EXPECT_NEAR(summary.detector_efficiency, 0.946,
                3 * std::sqrt(0.946 * 0.054 / static_cast<double>(count)) + 0.0005);
    EXPECT_NEAR(static_cast<double>(summary.lost_count), static_cast<double>(count) * 0.054 / 0.946,
                0.03 * static_cast<double>(summary.lost_count));
    EXPECT_NEAR(summary.cross_section_pb.value, 0.76444, 3 * summary.cross_section_pb.error)
        << "the rate is that before the detector";
    expect_published(slope(sample, sine), -0.366, count);
    expect_published(slope(sample, product), -5.455e-5, count);

    auto const partons = generate({.event_count = count, .seed = 52});
    EXPECT_EQ(partons.summary.detector_efficiency, 1);
    EXPECT_EQ(partons.summary.lost_count, 0U);
    expect_published(slope(partons, product), -5.65e-5, count);
}

TEST(WbfDetector, JetsAreMeasuredWithinTheCutsAndPartonsStay) {
    auto const sample =
        generate({.theta = 1, .event_count = 5000, .seed = 53, .detector = DetectorSettings{}});
    ASSERT_EQ(sample.events.size(), 5000U);
    WeightedMean pull;
    for (auto const& event : sample.events) {
        EXPECT_TRUE(passes(sample.settings.cuts, event.jets[0], event.jets[1]));
        EXPECT_TRUE(passes(sample.settings.cuts, event.momenta.pd, event.momenta.pu));
        auto const& [ku, kd, pd, pu, ph] = event.momenta;
        auto const missing = ku + kd - pd - pu - ph;
        EXPECT_NEAR(missing.e, 0, 1e-9);
        EXPECT_NEAR(missing.px, 0, 1e-9);
        auto const again = matrix_element(invariants_of(event.momenta));
        EXPECT_NEAR(event.matrix_element.score(1), again.score(1), 1e-9);
        EXPECT_NEAR(mass2(event.jets[0]), 0, 1e-12 * event.jets[0].e * event.jets[0].e);
        pull.add((eta(event.jets[0]) - eta(pd)) / 0.02, 1);
    }
    EXPECT_NEAR(pull.mean(), 0, 0.07);
    EXPECT_NEAR(pull.variance(), 1, 0.1);
}

using Columns = std::map<std::string, std::vector<double>>;

Columns columns_of(formats::EventFile const& file) {
    Columns columns;
    for (auto const* const group : {&file.features, &file.targets, &file.latent}) {
        for (auto const& column : *group) columns[column.name] = column.values;
    }
    return columns;
}

FourVector row_of(Columns const& columns, std::string const& name, std::size_t row) {
    return {columns.at(name + "_e")[row], columns.at(name + "_px")[row],
            columns.at(name + "_py")[row], columns.at(name + "_pz")[row]};
}

TEST(WbfEventFile, FeaturesAreThoseOfThePartonsWithoutADetector) {
    auto const columns =
        columns_of(to_event_file(generate({.theta = 1, .event_count = 1000, .seed = 54})));
    for (std::size_t row = 0; row < 1000; ++row) {
        auto const d = row_of(columns, "pd", row), u = row_of(columns, "pu", row);
        auto const& first = pt(d) > pt(u) ? d : u;
        auto const& second = pt(d) > pt(u) ? u : d;
        auto const& forward = eta(d) > eta(u) ? d : u;
        auto const& backward = eta(d) > eta(u) ? u : d;
        auto const expect = [&](char const* name, double expected, double scale = 1) {
            EXPECT_NEAR(columns.at(name)[row], expected, 1e-11 * scale) << name;
        };
        // arXiv:2109.10414, Eq. (40): the sine of phi_forward - phi_backward from a cross product.
        double const cross = backward.px * forward.py - backward.py * forward.px;
        expect("s_phi", cross / (pt(d) * pt(u)));
        expect("x_px", std::sqrt(pt(d) * pt(u)) / 125);
        expect("deta", std::atanh(forward.pz / forward.e) - std::atanh(backward.pz / backward.e),
               1e4);
        expect("x_p1", pt(first) / 125);
        expect("x_p2", pt(second) / 125);
        expect("pt1", pt(first), 100);
        expect("pt2", pt(second), 100);
        expect("eta1", std::asinh(first.pz / pt(first)));
        expect("eta2", std::asinh(second.pz / pt(second)));
        double const mjj = columns.at("mjj")[row];
        EXPECT_NEAR(mjj * mjj, mass2(d + u), 1e-10 * (d.e + u.e) * (d.e + u.e));
        EXPECT_NEAR(std::remainder(columns.at("dphi")[row] - (std::atan2(forward.py, forward.px) -
                                                              std::atan2(backward.py, backward.px)),
                                   2 * std::numbers::pi),
                    0, 1e-13);
        double const theta = 1, lin = columns.at("me_lin")[row], quad = columns.at("me_quad")[row];
        expect("score", (lin + 2 * theta * quad) / (columns.at("me_sm")[row] + lin + quad));
    }
}

TEST(WbfEventFile, TellsOfItsDetectorAndMeasuresNothingButTheFeatures) {
    Settings settings{.event_count = 500, .seed = 55};
    auto const partons = generate(settings);
    // A resolution so small that no event is lost, so that the events correspond one to one.
    settings.detector = DetectorSettings{ResolutionVariable::energy, 0, 1e-6, 1e-7, 1e-7};
    auto const measured = generate(settings);
    ASSERT_LT(measured.summary.lost_count, 3U);
    auto const file = to_event_file(measured);
    auto const detector = nlohmann::json::parse(file.parameters).at("detector");
    EXPECT_EQ(detector.at("variable"), "energy");
    EXPECT_EQ(detector.at("constant"), 1e-6);
    EXPECT_TRUE(nlohmann::json::parse(to_event_file(partons).parameters).at("detector").is_null());
    auto const before = columns_of(to_event_file(partons)), after = columns_of(file);
    for (std::size_t row = 0; row < 500; ++row) {
        if (measured.events[row].momenta != partons.events[row].momenta) break;
        EXPECT_EQ(after.at("score")[row], before.at("score")[row]);
        EXPECT_EQ(after.at("pd_px")[row], before.at("pd_px")[row]);
        EXPECT_NE(after.at("pt1")[row], before.at("pt1")[row]);
        EXPECT_NEAR(after.at("pt1")[row], before.at("pt1")[row], 1e-4 * before.at("pt1")[row]);
    }
    EXPECT_NE(before.at("pt1"), after.at("pt1"));
}

TEST(WbfDetector, ImpossibleResolutionsAndCutsThatLeaveNothingAreRefused) {
    Settings settings{.event_count = 10, .seed = 56, .detector = DetectorSettings{}};
    settings.detector->constant = -0.1;
    settings.detector->phi = std::nan("");
    try {
        validate(settings);
        FAIL() << "nothing was thrown";
    } catch (InputError const& error) {
        EXPECT_EQ(error.problems().size(), 2U) << error.what();
    }
    settings.detector = DetectorSettings{};
    settings.cuts.jet_pt_min_gev = 6000;
    EXPECT_THROW(generate(settings), InputError);
}

}  // namespace
}  // namespace balmer::physics::wbf
