#include "balmer/physics/isr/sample.hpp"

#include "balmer/base/error.hpp"

#include "physics/chance.hpp"
#include "physics/check_values.hpp"
#include "physics/isr/chi_square.hpp"
#include "physics/isr/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace balmer::physics::isr {
namespace {

using Kind = EnergyResolution::Kind;

std::vector<double> column(Sample const& sample, double Cell::*member) {
    std::vector<double> values;
    for (auto const& cell : sample.cells) values.push_back(cell.*member);
    return values;
}

std::vector<double> counts_of(Sample const& sample) { return column(sample, &Cell::count); }

void expect_as_expected(Settings const& settings) {
    auto const sample = generate(settings);
    EXPECT_GT(chi_square_chance(counts_of(sample), column(sample, &Cell::expected_count)),
              least_chance);
    // Including lost events.
    double const events = static_cast<double>(settings.event_count);
    // Up to rounding, if no event is lost.
    double const lost_share = std::max(1 - sample.expected_kept_count / events, 1e-15);
    EXPECT_NEAR(sample.kept_count, sample.expected_kept_count,
                3.5 * std::sqrt(events * lost_share));
}

std::vector<Settings> all_kinds(Method method) {
    Settings const plain{.event_count = 2'000'000, .seed = 5, .method = method};
    Settings smeared = plain;
    smeared.resolution.size = 0.1;
    Settings absolute = smeared;
    absolute.resolution = {Kind::absolute, 0.03};
    absolute.window = Interval{0.05, 1.2};
    Settings neutralino = plain;
    neutralino.kind = SampleKind::neutralino;
    neutralino.event_count = 500'000;
    neutralino.bin_counts.sin_theta = 1;
    Settings calorimeter = neutralino;
    calorimeter.bin_counts = {60, 12};
    calorimeter.resolution = {Kind::stochastic, 0.17};
    return {plain, smeared, absolute, neutralino, calorimeter};
}

TEST(IsrSample, EventsFollowTheExactProbabilities) {
    for (auto const& settings : all_kinds(Method::events)) {
        SCOPED_TRACE(to_string(settings.kind) + " " + to_string(settings.resolution.kind));
        expect_as_expected(settings);
    }
}

TEST(IsrSample, CountsAtOnceFollowTheExactProbabilities) {
    for (auto settings : all_kinds(Method::exact)) {
        SCOPED_TRACE(to_string(settings.kind) + " " + to_string(settings.resolution.kind));
        settings.event_count = 100'000'000;
        expect_as_expected(settings);
    }
}

TEST(IsrSample, EventsAndCountsAtOnceAgree) {
    Settings settings{.event_count = 2'000'000, .seed = 8};
    auto const one_by_one = counts_of(generate(settings));
    settings.method = Method::exact;
    auto const at_once = counts_of(generate(settings));
    // Two samples of equal size: half the squared difference over the mean is a chi-square.
    double chi_square = 0, degrees = 0;
    for (std::size_t i = 0; i < at_once.size(); ++i) {
        double const both = one_by_one[i] + at_once[i];
        if (both < 20) continue;
        chi_square += std::pow(one_by_one[i] - at_once[i], 2) / both;
        degrees += 1;
    }
    EXPECT_GT(degrees, 5000);
    double const chance = chance_of(chi_square, degrees - 1);
    EXPECT_GT(chance, least_chance);
    EXPECT_LT(chance, 1 - least_chance);
}

TEST(IsrSample, TheSeedMatters) {
    Settings settings{.event_count = 20000, .seed = 1};
    for (auto const method : {Method::events, Method::exact}) {
        settings.method = method;
        settings.seed = 1;
        auto const first = counts_of(generate(settings));
        EXPECT_EQ(counts_of(generate(settings)), first);
        settings.seed = 2;
        EXPECT_NE(counts_of(generate(settings)), first);
    }
}

TEST(IsrSample, DensitiesAreUnitNormalised) {
    for (auto const method : {Method::events, Method::exact, Method::expected}) {
        for (auto settings : all_kinds(method)) {
            settings.event_count = 100'000;
            // Bins that the cuts cross are left out.
            if (settings.kind == SampleKind::neutralino) settings.bin_counts.sin_theta = 1;
            auto const sample = generate(settings);
            double sum = 0;
            for (double const density : column(sample, &Cell::density)) sum += density;
            EXPECT_NEAR(sum * sample.grid.cell_area(), 1, 1e-10) << to_string(settings.kind);
        }
    }
}

TEST(IsrSample, VarianceIsThatOfManySamples) {
    Settings settings{.event_count = 2000,
                      .bin_counts = {4, 3},
                      .method = Method::exact,
                      .resolution = {Kind::relative, 0.1},
                      .window = Interval{0.03, 1}};
    // More than a third of the events is lost, which affects the variance.
    auto const mean = [&] {
        auto copy = settings;
        copy.method = Method::expected;
        return generate(copy);
    }();
    constexpr int samples = 4000;
    std::vector<double> squares(mean.cells.size());
    for (settings.seed = 0; settings.seed < samples; ++settings.seed) {
        auto const sample = generate(settings);
        for (std::size_t i = 0; i < squares.size(); ++i) {
            squares[i] += std::pow(sample.cells[i].density - mean.cells[i].density, 2) / samples;
        }
    }
    for (std::size_t i = 0; i < squares.size(); ++i) {
        // 4.5 standard deviations of a variance; slightly more for skewed cells.
        EXPECT_NEAR(squares[i] / mean.cells[i].variance, 1, 4.5 * std::sqrt(2.5 / samples)) << i;
    }
}

TEST(IsrSample, ExpectedCountsDoNotFluctuate) {
    auto const sample = generate({.method = Method::expected});
    EXPECT_NEAR(sample.chi_square, 0, 1e-12);
    EXPECT_NEAR(sample.kept_count, 1e8, 1e-3);
    // The reference treats the counts as independent: p instead of p - p^2.
    double squares = 0;
    for (auto const& cell : sample.cells) {
        squares += std::pow(cell.expected_count / sample.expected_kept_count, 2);
    }
    EXPECT_LT(relative_difference(mean_squared_error_floor(sample) / (1 - squares),
                                  check_values("isr")["mse_floor_1e8"]),
              1e-11);
}

TEST(IsrSample, TheFloorIsTheErrorOfTheTruth) {
    Settings const settings{.event_count = 100'000'000, .seed = 3, .method = Method::exact};
    auto const sample = generate(settings);
    double squares = 0;
    for (auto const& cell : sample.cells) {
        double const truth =
            cell.expected_count / (sample.expected_kept_count * sample.grid.cell_area());
        squares += std::pow(cell.density - truth, 2);
    }
    double const error = squares / static_cast<double>(sample.cells.size());
    EXPECT_LT(relative_difference(error, mean_squared_error_floor(sample)), 0.1);
}

TEST(IsrSample, BinsWhoseCentreFailsTheCutsAreLeftOut) {
    auto const sample =
        generate({.kind = SampleKind::neutralino, .event_count = 1000, .bin_counts = {50, 50}});
    EXPECT_GT(sample.cells.size(), 1000U);
    EXPECT_LT(sample.cells.size(), 2500U);
    for (auto const& cell : sample.cells) {
        EXPECT_GT(cell.x * 250 * cell.sin_theta, 7.5);
        // A bin that the cuts leave almost empty would dominate all others by orders of magnitude.
        EXPECT_LT(1 / cell.variance, 1e3);
    }
}

TEST(WarmUp, TheGridHasItsEndsAndTheErrorsOfTableFour) {
    auto const sample = generate({.kind = SampleKind::warm_up});
    ASSERT_EQ(sample.cells.size(), 10000U);
    EXPECT_EQ(sample.cells.front().x, 0.1);
    EXPECT_EQ(sample.cells.front().sin_theta, 0.1);
    EXPECT_EQ(sample.cells.back().x, 1);
    EXPECT_EQ(sample.cells.back().sin_theta, 1);
    auto const over_sin2 = [](Cell const& cell) { return 1 / (cell.sin_theta * cell.sin_theta); };
    auto const over_x_sin2 = [&](Cell const& cell) { return over_sin2(cell) / cell.x; };
    auto const x_over_sin2 = [&](Cell const& cell) { return over_sin2(cell) * cell.x; };
    // Table IV of arXiv:2211.08420.
    auto const error = [&](std::vector<std::function<double(Cell const&)>> const& terms) {
        return least_squares<Cell>(sample.cells, terms).mean_squared_error;
    };
    EXPECT_NEAR(error({over_sin2}), 5.56e3, 5);
    EXPECT_NEAR(error({over_x_sin2}), 2.08e2, 0.5);
    EXPECT_NEAR(error({over_sin2, over_x_sin2}), 8.63, 0.005);
    EXPECT_LT(error({over_sin2, over_x_sin2, x_over_sin2}), 1e-20);
}

void expect_refused(Settings const& settings, std::string const& words) {
    try {
        generate(settings);
        ADD_FAILURE() << "not refused: " << words;
    } catch (InputError const& error) {
        EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    }
}

TEST(IsrSettings, TheImpossibleIsRefused) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    expect_refused({.event_count = 0}, "0 events");
    expect_refused({.event_count = 1'000'000'001}, "1000000001 events");
    expect_refused({.bin_counts = {0, 10}}, "0 bins in x");
    expect_refused({.bin_counts = {10, 2001}}, "2001 bins in sin(theta)");
    expect_refused({.bin_counts = {1, 1}}, "all events are in one bin");
    expect_refused({.kind = SampleKind::warm_up, .bin_counts = {1, 10}}, "1 grid point");
    expect_refused({.kind = SampleKind::warm_up, .resolution = {Kind::relative, 0.1}},
                   "for the warm-up");
    for (double const size : {-0.1, 1.5, nan}) {
        expect_refused({.resolution = {Kind::relative, size}}, "relative resolution is");
    }
    expect_refused({.resolution = {Kind::stochastic, 0.17}}, "in GeV");
    for (Interval const window : {Interval{0.2, 1}, {0.1, 0.9}, {0, 1}, {0.1, 2.5}, {nan, 1}}) {
        expect_refused({.window = window}, "must cover the histogram");
    }
    expect_refused({.kind = SampleKind::neutralino, .window = Interval{0.1, 1}},
                   "window of x was given for the neutralino sample");
    // All problems at once.
    expect_refused({.event_count = 0, .bin_counts = {0, 10}}, "0 events");
    expect_refused({.event_count = 0, .bin_counts = {0, 10}}, "0 bins in x");
}

TEST(IsrSample, NothingMeasuredIsAnError) {
    // One event, which the wide window puts outside of the histogram.
    Settings settings{.event_count = 1, .window = Interval{1e-300, 1}};
    expect_refused(settings, "no event is measured");
}

}  // namespace
}  // namespace balmer::physics::isr
