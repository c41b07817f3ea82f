// Unweighted events compared with weighted ones from a plain phase space: an independent
// computation of the whole generator.
#include "balmer/base/random.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include "physics/chance.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics::wbf {
namespace {

constexpr double pi = std::numbers::pi;

/// A point of phase space within the cuts: its values in an event file, and its weights.
struct Point {
    std::map<std::string, double> values;
    /// Share of the cross-section at theta = 0 and 1 [pb].
    double weight_0, weight_1;
};

/// Momenta of massless jets, ku along +z.
struct Jets {
    double pt_d, pt_u, eta_d, eta_u, dphi, y_h;
};

Momenta momenta_of(Jets const& jets, double& x_u, double& x_d) {
    auto const massless = [](double pt_gev, double eta_value, double phi_value) {
        return FourVector{pt_gev * std::cosh(eta_value), pt_gev * std::cos(phi_value),
                          pt_gev * std::sin(phi_value), pt_gev * std::sinh(eta_value)};
    };
    Momenta momenta;
    momenta.pd = massless(jets.pt_d, jets.eta_d, jets.dphi);
    momenta.pu = massless(jets.pt_u, jets.eta_u, 0);
    auto const jets_together = momenta.pd + momenta.pu;
    double const mt = std::hypot(higgs_mass_gev, jets_together.px, jets_together.py);
    momenta.ph = {mt * std::cosh(jets.y_h), -jets_together.px, -jets_together.py,
                  mt * std::sinh(jets.y_h)};
    auto const total = jets_together + momenta.ph;
    x_u = (total.e + total.pz) / lhc_sqrt_s_gev;
    x_d = (total.e - total.pz) / lhc_sqrt_s_gev;
    double const half = lhc_sqrt_s_gev / 2;
    momenta.ku = {x_u * half, 0, 0, x_u * half};
    momenta.kd = {x_d * half, 0, 0, -x_d * half};
    return momenta;
}

/// With the u quark from the beam along +z, or rotated by pi about the y axis, which preserves
/// dphi.
std::map<std::string, double> values_of(Jets const& jets, bool is_turned,
                                        QuadraticInTheta const& matrix_element) {
    double const sign = is_turned ? -1 : 1;
    bool const d_leads = jets.pt_d > jets.pt_u;
    double const pt1 = std::max(jets.pt_d, jets.pt_u), pt2 = std::min(jets.pt_d, jets.pt_u);
    double const dphi = jets.eta_d > jets.eta_u ? jets.dphi : -jets.dphi;
    double const deta = std::abs(jets.eta_d - jets.eta_u);
    return {{"x_p1", pt1 / 125},
            {"x_p2", pt2 / 125},
            {"dphi", dphi},
            {"deta", deta},
            {"pt1", pt1},
            {"pt2", pt2},
            {"eta1", sign * (d_leads ? jets.eta_d : jets.eta_u)},
            {"eta2", sign * (d_leads ? jets.eta_u : jets.eta_d)},
            {"mjj", std::sqrt(2 * pt1 * pt2 * (std::cosh(deta) - std::cos(dphi)))},
            {"x_px", std::sqrt(pt1 * pt2) / 125},
            {"s_phi", std::sin(dphi)},
            {"y_h", sign * jets.y_h},
            {"score_0", matrix_element.score(0)},
            {"score_1", matrix_element.score(1)}};
}

/// Flat in ln(pT) and in the other variables.
Jets random_jets(RandomStream& stream, double& jacobian) {
    double const log_range = std::log(2500.0 / 20), deta_range = 8, mean_range = 10, y_range = 10;
    Jets jets{};
    jets.pt_d = 20 * std::exp(log_range * stream.uniform());
    jets.pt_u = 20 * std::exp(log_range * stream.uniform());
    double const deta = (2 + deta_range * stream.uniform()) * (stream.bernoulli(0.5) ? 1 : -1);
    double const mean = mean_range * (stream.uniform() - 0.5);
    jets.eta_d = mean + deta / 2;
    jets.eta_u = mean - deta / 2;
    jets.dphi = stream.uniform(-pi, pi);
    jets.y_h = y_range * (stream.uniform() - 0.5);
    // The volume of d(pT_j^2) / 2 dphi_j deta_j dy_H, integrated over one azimuth.
    jacobian = std::pow(jets.pt_d * jets.pt_u * log_range, 2) * std::pow(2 * pi, 2) *
               (2 * deta_range) * mean_range * y_range;
    return jets;
}

/// Jets as measured, with normal resolutions.
Jets smeared(Jets const& jets, DetectorSettings const& detector, RandomStream& stream) {
    auto const size = [&](double pt_gev) {
        return pt_gev + std::sqrt(std::pow(detector.stochastic, 2) * pt_gev +
                                  std::pow(detector.constant * pt_gev, 2)) *
                            stream.normal();
    };
    Jets seen = jets;
    seen.pt_d = size(jets.pt_d);
    seen.pt_u = size(jets.pt_u);
    seen.eta_d += detector.eta * stream.normal();
    seen.eta_u += detector.eta * stream.normal();
    double const azimuths = stream.normal() - stream.normal();
    seen.dphi = std::remainder(jets.dphi + detector.phi * azimuths, 2 * pi);
    return seen;
}

bool is_within_cuts(Jets const& jets) {
    return std::min(jets.pt_d, jets.pt_u) > 20 && std::abs(jets.eta_d) < 5 &&
           std::abs(jets.eta_u) < 5 && std::abs(jets.eta_d - jets.eta_u) > 2;
}

/// Points of phase space, and the same points as measured, within the cuts.
struct Points {
    std::vector<Point> partons;
    std::vector<Point> measured;
};

/// The points with a weight out of `trial_count`.
Points weighted_points(int trial_count) {
    auto const density = make_parton_density("cteq5l");
    RandomStream stream(41, 0, 0, Purpose::test);
    double const s = lhc_sqrt_s_gev * lhc_sqrt_s_gev;
    Points points;
    for (int trial = 0; trial < trial_count; ++trial) {
        double jacobian = 0;
        auto const jets = random_jets(stream, jacobian);
        bool const is_turned = stream.bernoulli(0.5);
        if (std::abs(jets.eta_d) >= 5 || std::abs(jets.eta_u) >= 5) continue;
        double x_u = 0, x_d = 0;
        auto const momenta = momenta_of(jets, x_u, x_d);
        if (x_u >= 1 || x_d >= 1) continue;
        auto const squared = matrix_element(invariants_of(momenta), spin_sums_by_spinors(momenta));
        double const luminosity =
            density->xf(2, x_u, w_mass_gev) * density->xf(1, x_d, w_mass_gev) / (x_u * x_d);
        // dx_u dx_d dPhi_3 = (2 / S) (2 pi)^-5 prod_j (pT dpT deta dphi / 2) dy_H / 2
        double const phase_space = 2 / s / std::pow(2 * pi, 5) * jacobian / 8;
        double const weight =
            2 * luminosity / (2 * x_u * x_d * s) * phase_space * pb_gev2 / trial_count;
        auto const point = [&](Jets const& seen) -> Point {
            return {values_of(seen, is_turned, squared), weight * squared(0), weight * squared(1)};
        };
        points.partons.push_back(point(jets));
        auto const seen = smeared(jets, DetectorSettings{}, stream);
        if (is_within_cuts(seen)) points.measured.push_back(point(seen));
    }
    return points;
}

/// Upper edges of bins that `values` fill equally; one more bin is above the last edge.
std::vector<double> equal_edges(std::vector<double> values, std::size_t bin_count) {
    std::ranges::sort(values);
    std::vector<double> edges;
    for (std::size_t bin = 1; bin < bin_count; ++bin) {
        edges.push_back(values[values.size() * bin / bin_count]);
    }
    return edges;
}

struct Bin {
    double sum = 0, sum_of_squares = 0;
};

/// `value_of` and `weight_of` of each row.
template <class Rows, class ValueOf, class WeightOf>
std::vector<Bin> histogram(Rows const& rows, std::vector<double> const& edges,
                           ValueOf const& value_of, WeightOf const& weight_of) {
    std::vector<Bin> bins(edges.size() + 1);
    for (auto const& row : rows) {
        auto const place = std::ranges::upper_bound(edges, value_of(row)) - edges.begin();
        double const weight = weight_of(row);
        auto& bin = bins[static_cast<std::size_t>(place)];
        bin.sum += weight;
        bin.sum_of_squares += weight * weight;
    }
    return bins;
}

/// Probability that two histograms have the same shape. The bins are independent, up to a common
/// factor that is fitted.
double chance_of_one_shape(std::vector<Bin> const& weighted, std::vector<Bin> const& events) {
    auto const total = [](std::vector<Bin> const& bins) {
        double sum = 0;
        for (auto const& bin : bins) sum += bin.sum;
        return sum;
    };
    double factor = total(weighted) / total(events), chi_square = 0;
    for (int round = 0; round < 3; ++round) {
        double xy = 0, xx = 0;
        chi_square = 0;
        for (std::size_t i = 0; i < weighted.size(); ++i) {
            double const variance =
                weighted[i].sum_of_squares + factor * factor * events[i].sum_of_squares;
            chi_square += std::pow(weighted[i].sum - factor * events[i].sum, 2) / variance;
            xy += weighted[i].sum * events[i].sum / variance;
            xx += events[i].sum * events[i].sum / variance;
        }
        factor = xy / xx;
    }
    return chance_of(chi_square, static_cast<double>(weighted.size()) - 1);
}

using Columns = std::map<std::string, std::vector<double>>;

Columns columns_of(formats::EventFile const& file, std::string const& score) {
    Columns columns;
    for (auto const& column : file.features) columns[column.name] = column.values;
    for (auto const& column : file.latent) {
        if (column.name == "y_h") columns["y_h"] = column.values;
    }
    columns[score] = file.targets.at(0).values;
    return columns;
}

class WbfDistributions : public testing::Test {
protected:
    static void SetUpTestSuite() { points_ = weighted_points(400000); }
    static void TearDownTestSuite() { points_ = {}; }

    /// Compares events at `theta` with `other`, in bins that `other` fills equally, column by
    /// column.
    static void compare(Sample const& sample, Sample const& other, double Point::*weight_of_point) {
        auto const& points = sample.settings.detector ? points_.measured : points_.partons;
        std::string const score = sample.settings.theta == 0 ? "score_0" : "score_1";
        auto const columns = columns_of(to_event_file(sample), score);
        auto const others = columns_of(to_event_file(other), score);
        std::vector<std::size_t> rows(sample.events.size());
        for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
        EXPECT_EQ(columns.size(), 13U);
        for (auto const& column : columns) {
            auto const& name = column.first;
            auto const& values = column.second;
            auto const edges = equal_edges(others.at(name), 20);
            auto const events = histogram(
                rows, edges, [&](std::size_t row) { return values[row]; },
                [&](std::size_t row) { return sample.events[row].weight; });
            auto const weighted = histogram(
                points, edges, [&](Point const& point) { return point.values.at(name); },
                [&](Point const& point) { return point.*weight_of_point; });
            EXPECT_GT(chance_of_one_shape(weighted, events), least_chance)
                << name << " at theta = " << sample.settings.theta
                << (sample.settings.detector ? ", measured" : "");
        }
        WeightSum rate;
        // The rate of the partons, with or without a detector.
        for (auto const& point : points_.partons) rate.add(point.*weight_of_point);
        auto const& ours = sample.summary.cross_section_pb;
        EXPECT_NEAR(ours.value, rate.sum,
                    3 * std::hypot(ours.error, std::sqrt(rate.sum_of_squares)));
    }

    static Points points_;
};

Points WbfDistributions::points_;

TEST_F(WbfDistributions, AreThoseOfWeightedEventsAtBothCouplingsAndAsMeasured) {
    auto const standard = generate({.theta = 0, .event_count = 60000, .seed = 42});
    auto const modified = generate({.theta = 1, .event_count = 60000, .seed = 43});
    auto const measured =
        generate({.theta = 1, .event_count = 60000, .seed = 44, .detector = DetectorSettings{}});
    compare(standard, modified, &Point::weight_0);
    compare(modified, standard, &Point::weight_1);
    compare(measured, standard, &Point::weight_1);
}

}  // namespace
}  // namespace balmer::physics::wbf
