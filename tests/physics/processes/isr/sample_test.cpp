#include "balmer/base/error.hpp"
#include "balmer/physics/processes/isr.hpp"

#include "physics/chance.hpp"
#include "physics/check_values.hpp"
#include "physics/processes/isr/chi_square.hpp"
#include "physics/processes/isr/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

using Kind = EnergyResolution::Kind;

std::vector<double> column(IsrSample const& sample, double IsrCell::*member) {
    std::vector<double> values;
    for (auto const& cell : sample.cells) values.push_back(cell.*member);
    return values;
}

std::vector<double> counts_of(IsrSample const& sample) { return column(sample, &IsrCell::count); }

void expect_as_expected(IsrSettings const& settings) {
    auto const sample = sample_isr(settings);
    EXPECT_GT(chi_square_chance(counts_of(sample), column(sample, &IsrCell::expected_count)),
              least_chance);
    // What is lost, too.
    double const events = static_cast<double>(settings.event_count);
    // Where nothing is lost, but for rounding.
    double const lost_share = std::max(1 - sample.expected_kept_count / events, 1e-15);
    EXPECT_NEAR(sample.kept_count, sample.expected_kept_count,
                3.5 * std::sqrt(events * lost_share));
}

std::vector<IsrSettings> all_kinds(IsrMethod method) {
    IsrSettings const plain{.event_count = 2'000'000, .seed = 5, .method = method};
    IsrSettings smeared = plain;
    smeared.resolution.size = 0.1;
    IsrSettings absolute = smeared;
    absolute.resolution = {Kind::absolute, 0.03};
    absolute.window = Interval{0.05, 1.2};
    IsrSettings neutralino = plain;
    neutralino.kind = IsrSampleKind::neutralino;
    neutralino.event_count = 500'000;
    neutralino.bin_counts.sin_theta = 1;
    IsrSettings calorimeter = neutralino;
    calorimeter.bin_counts = {60, 12};
    calorimeter.resolution = {Kind::stochastic, 0.17};
    return {plain, smeared, absolute, neutralino, calorimeter};
}

TEST(IsrSample, EventsFollowTheExactProbabilities) {
    for (auto const& settings : all_kinds(IsrMethod::events)) {
        SCOPED_TRACE(to_string(settings.kind) + " " + to_string(settings.resolution.kind));
        expect_as_expected(settings);
    }
}

TEST(IsrSample, CountsAtOnceFollowTheExactProbabilities) {
    for (auto settings : all_kinds(IsrMethod::exact)) {
        SCOPED_TRACE(to_string(settings.kind) + " " + to_string(settings.resolution.kind));
        settings.event_count = 100'000'000;
        expect_as_expected(settings);
    }
}

TEST(IsrSample, EventsAndCountsAtOnceAgree) {
    IsrSettings settings{.event_count = 2'000'000, .seed = 8};
    auto const one_by_one = counts_of(sample_isr(settings));
    settings.method = IsrMethod::exact;
    auto const at_once = counts_of(sample_isr(settings));
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

/// Members of a team played one after the other: the last is rank 0, which has what others said.
class PlayedTeam final : public BlockTeam {
public:
    PlayedTeam(std::uint32_t size, std::uint32_t rank, std::vector<Bytes>& said)
        : size_(size), rank_(rank), said_(said) {}
    std::uint32_t size() const override { return size_; }
    std::uint32_t rank() const override { return rank_; }
    std::vector<Bytes> gather(Bytes own) const override {
        said_[rank_] = std::move(own);
        return rank_ == 0 ? said_ : std::vector<Bytes>{};
    }
    /// Rank 0 has events.
    int broadcast(int value) const override { return rank_ == 0 ? value : 1; }

private:
    std::uint32_t size_, rank_;
    std::vector<Bytes>& said_;
};

IsrSample sample_by(std::uint32_t size, IsrSettings const& settings) {
    std::vector<BlockTeam::Bytes> said(size);
    for (std::uint32_t rank = size; rank-- > 1;) {
        EXPECT_TRUE(sample_isr(settings, PlayedTeam(size, rank, said)).cells.empty());
    }
    return sample_isr(settings, PlayedTeam(size, 0, said));
}

TEST(IsrSample, TheTeamDoesNotMatter) {
    // Three blocks, the last one short.
    IsrSettings settings{.event_count = 2 * (1u << 20) + 12345, .seed = 6};
    auto const alone = counts_of(sample_isr(settings));
    for (std::uint32_t const size : {2U, 5U}) {
        EXPECT_EQ(counts_of(sample_by(size, settings)), alone) << size;
    }
    settings.method = IsrMethod::exact;
    EXPECT_EQ(counts_of(sample_by(3, settings)), counts_of(sample_isr(settings)));
}

TEST(IsrSample, TheSeedMatters) {
    IsrSettings settings{.event_count = 20000, .seed = 1};
    for (auto const method : {IsrMethod::events, IsrMethod::exact}) {
        settings.method = method;
        settings.seed = 1;
        auto const first = counts_of(sample_isr(settings));
        EXPECT_EQ(counts_of(sample_isr(settings)), first);
        settings.seed = 2;
        EXPECT_NE(counts_of(sample_isr(settings)), first);
    }
}

TEST(IsrSample, DensitiesAreUnitNormalised) {
    for (auto const method : {IsrMethod::events, IsrMethod::exact, IsrMethod::expected}) {
        for (auto settings : all_kinds(method)) {
            settings.event_count = 100'000;
            // Bins that the cuts go through are left out.
            if (settings.kind == IsrSampleKind::neutralino) settings.bin_counts.sin_theta = 1;
            auto const sample = sample_isr(settings);
            double sum = 0;
            for (double const density : column(sample, &IsrCell::density)) sum += density;
            EXPECT_NEAR(sum * sample.grid.cell_area(), 1, 1e-10) << to_string(settings.kind);
        }
    }
}

TEST(IsrSample, VarianceIsThatOfManySamples) {
    IsrSettings settings{.event_count = 2000,
                         .bin_counts = {4, 3},
                         .method = IsrMethod::exact,
                         .resolution = {Kind::relative, 0.1},
                         .window = Interval{0.03, 1}};
    // A good third of the events is lost, which the variance minds.
    auto const mean = [&] {
        auto copy = settings;
        copy.method = IsrMethod::expected;
        return sample_isr(copy);
    }();
    constexpr int samples = 4000;
    std::vector<double> squares(mean.cells.size());
    for (settings.seed = 0; settings.seed < samples; ++settings.seed) {
        auto const sample = sample_isr(settings);
        for (std::size_t i = 0; i < squares.size(); ++i) {
            squares[i] += std::pow(sample.cells[i].density - mean.cells[i].density, 2) / samples;
        }
    }
    for (std::size_t i = 0; i < squares.size(); ++i) {
        // 4.5 standard deviations of a variance; skewed cells have a little more.
        EXPECT_NEAR(squares[i] / mean.cells[i].variance, 1, 4.5 * std::sqrt(2.5 / samples)) << i;
    }
}

TEST(IsrSample, ExpectedCountsDoNotFluctuate) {
    auto const sample = sample_isr({.method = IsrMethod::expected});
    EXPECT_NEAR(sample.chi_square, 0, 1e-12);
    EXPECT_NEAR(sample.kept_count, 1e8, 1e-3);
    // The reference takes counts as independent: p instead of the multinomial's p - p^2.
    double squares = 0;
    for (auto const& cell : sample.cells) {
        squares += std::pow(cell.expected_count / sample.expected_kept_count, 2);
    }
    EXPECT_LT(relative_difference(mean_squared_error_floor(sample) / (1 - squares),
                                  check_values("isr")["mse_floor_1e8"]),
              1e-11);
}

TEST(IsrSample, TheFloorIsTheErrorOfTheTruth) {
    IsrSettings const settings{.event_count = 100'000'000, .seed = 3, .method = IsrMethod::exact};
    auto const sample = sample_isr(settings);
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
    auto const sample = sample_isr(
        {.kind = IsrSampleKind::neutralino, .event_count = 1000, .bin_counts = {50, 50}});
    EXPECT_GT(sample.cells.size(), 1000U);
    EXPECT_LT(sample.cells.size(), 2500U);
    for (auto const& cell : sample.cells) {
        EXPECT_GT(cell.x * 250 * cell.sin_theta, 7.5);
        // A bin that is all but cut away would outweigh all others by orders of magnitude.
        EXPECT_LT(1 / cell.variance, 1e3);
    }
}

TEST(WarmUp, TheGridHasItsEndsAndTheErrorsOfTableFour) {
    auto const sample = sample_isr({.kind = IsrSampleKind::warm_up});
    ASSERT_EQ(sample.cells.size(), 10000U);
    EXPECT_EQ(sample.cells.front().x, 0.1);
    EXPECT_EQ(sample.cells.front().sin_theta, 0.1);
    EXPECT_EQ(sample.cells.back().x, 1);
    EXPECT_EQ(sample.cells.back().sin_theta, 1);
    auto const over_sin2 = [](IsrCell const& cell) {
        return 1 / (cell.sin_theta * cell.sin_theta);
    };
    auto const over_x_sin2 = [&](IsrCell const& cell) { return over_sin2(cell) / cell.x; };
    auto const x_over_sin2 = [&](IsrCell const& cell) { return over_sin2(cell) * cell.x; };
    // Table IV of arXiv:2211.08420.
    auto const error = [&](std::vector<std::function<double(IsrCell const&)>> const& terms) {
        return least_squares<IsrCell>(sample.cells, terms).mean_squared_error;
    };
    EXPECT_NEAR(error({over_sin2}), 5.56e3, 5);
    EXPECT_NEAR(error({over_x_sin2}), 2.08e2, 0.5);
    EXPECT_NEAR(error({over_sin2, over_x_sin2}), 8.63, 0.005);
    EXPECT_LT(error({over_sin2, over_x_sin2, x_over_sin2}), 1e-20);
}

void expect_refused(IsrSettings const& settings, std::string const& words) {
    try {
        sample_isr(settings);
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
    expect_refused({.bin_counts = {1, 1}}, "one bin holds all");
    expect_refused({.kind = IsrSampleKind::warm_up, .bin_counts = {1, 10}}, "1 grid point");
    expect_refused({.kind = IsrSampleKind::warm_up, .resolution = {Kind::relative, 0.1}},
                   "for the warm-up");
    for (double const size : {-0.1, 1.5, nan}) {
        expect_refused({.resolution = {Kind::relative, size}}, "relative resolution is");
    }
    expect_refused({.resolution = {Kind::stochastic, 0.17}}, "in GeV");
    for (Interval const window : {Interval{0.2, 1}, {0.1, 0.9}, {0, 1}, {0.1, 2.5}, {nan, 1}}) {
        expect_refused({.window = window}, "must cover the histogram");
    }
    expect_refused({.kind = IsrSampleKind::neutralino, .window = Interval{0.1, 1}},
                   "window of x was given for the neutralino sample");
    // All mistakes together.
    expect_refused({.event_count = 0, .bin_counts = {0, 10}}, "0 events");
    expect_refused({.event_count = 0, .bin_counts = {0, 10}}, "0 bins in x");
}

TEST(IsrSample, NothingMeasuredIsAnError) {
    // One event, which a window far beyond the histogram takes out of it.
    IsrSettings settings{.event_count = 1, .window = Interval{1e-300, 1}};
    expect_refused(settings, "no event is measured");
}

}  // namespace
}  // namespace balmer::physics
