#include "balmer/physics/wbf/matrix_element.hpp"

#include "balmer/physics/constants.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include "physics/check_values.hpp"
#include "physics/wbf/phase_space.hpp"

#include <string>

#include <gtest/gtest.h>

namespace balmer::physics::wbf {
namespace {

FourVector vector_of(nlohmann::json const& components) {
    return {components.at(0), components.at(1), components.at(2), components.at(3)};
}

Momenta momenta_of(nlohmann::json const& point) {
    return {vector_of(point.at("ku")), vector_of(point.at("kd")), vector_of(point.at("pd")),
            vector_of(point.at("pu")), vector_of(point.at("pH"))};
}

void expect_near(SpinSums const& ours, SpinSums const& expected, double tolerance) {
    EXPECT_LT(relative_difference(ours.sm, expected.sm), tolerance);
    EXPECT_LT(relative_difference(ours.quadratic, expected.quadratic), tolerance);
    EXPECT_LT(relative_difference(ours.interference, expected.interference,
                                  std::sqrt(expected.sm * expected.quadratic)),
              tolerance);
}

TEST(WbfMatrixElement, HasItsCheckValues) {
    auto const points = check_values("wbf_me").at("points");
    ASSERT_EQ(points.size(), 6u);
    for (auto const& point : points) {
        auto const momenta = momenta_of(point);
        SpinSums const expected{point.at("I_SM"), point.at("I_int"), point.at("I_quad")};
        expect_near(spin_sums(invariants_of(momenta)), expected, 1e-11);
        expect_near(spin_sums_by_spinors(momenta), expected, 1e-11);
        auto const& spinor = point.at("spinor");
        expect_near(spin_sums_by_spinors(momenta), {spinor.at(0), spinor.at(1), spinor.at(2)},
                    1e-11);

        auto const element = matrix_element(invariants_of(momenta));
        double const sm = point.at("SM"), lin = point.at("lin"), quad = point.at("quad");
        EXPECT_LT(relative_difference(element.sm, sm), 1e-11);
        EXPECT_LT(relative_difference(element.lin, lin, std::sqrt(sm * quad)), 1e-11);
        EXPECT_LT(relative_difference(element.quad, quad), 1e-11);
        EXPECT_LT(relative_difference(element.score(0), point.at("score0")), 1e-11);
        EXPECT_LT(relative_difference(element.score(1), point.at("score1")), 1e-11);
        auto const seen = observables_of(momenta.pd, momenta.pu);
        EXPECT_NEAR(seen.dphi, point.at("dphi").get<double>(), 1e-13);
        EXPECT_NEAR(seen.deta, point.at("deta").get<double>(), 1e-12);
    }
}

void expect_near(FourVector const& ours, FourVector const& expected, double tolerance_gev) {
    EXPECT_NEAR(ours.e, expected.e, tolerance_gev);
    EXPECT_NEAR(ours.px, expected.px, tolerance_gev);
    EXPECT_NEAR(ours.py, expected.py, tolerance_gev);
    EXPECT_NEAR(ours.pz, expected.pz, tolerance_gev);
}

void expect_coordinates(FourVector const& jet, nlohmann::json const& point,
                        std::string const& name) {
    EXPECT_LT(relative_difference(pt(jet), point.at("pt_" + name)), 1e-11);
    EXPECT_NEAR(eta(jet), point.at("eta_" + name).get<double>(), 1e-11);
    EXPECT_NEAR(wrapped_angle(phi(jet) - point.at("phi_" + name).get<double>()), 0, 1e-11);
}

TEST(WbfMomenta, HaveTheCoordinatesOfTheirCheckValues) {
    auto const checks = check_values("wbf_me");
    for (auto const& point : checks.at("points")) {
        auto const expected = momenta_of(point);
        expect_coordinates(expected.pd, point, "pd");
        expect_coordinates(expected.pu, point, "pu");
        auto const number = [&](char const* name) { return point.at(name).get<double>(); };
        PhaseSpacePoint made{};
        made.pt_d_gev = number("pt_pd");
        made.pt_u_gev = number("pt_pu");
        made.delta_phi = number("phi_pd") - number("phi_pu");
        made.y_h = number("y_H");
        made.plus_d = made.pt_d_gev * std::exp(number("eta_pd"));
        made.minus_u = made.pt_u_gev * std::exp(-number("eta_pu"));
        made.x_u = number("x1");
        made.x_d = number("x2");
        auto const found = parton_momenta(made, lhc_sqrt_s_gev, number("phi_pu"));
        double const tolerance_gev = 1e-11 * (expected.ku.e + expected.kd.e);
        expect_near(found.ku, expected.ku, tolerance_gev);
        expect_near(found.kd, expected.kd, tolerance_gev);
        expect_near(found.pd, expected.pd, tolerance_gev);
        expect_near(found.pu, expected.pu, tolerance_gev);
        expect_near(found.ph, expected.ph, tolerance_gev);
    }
}

/// arXiv:2109.10414, Eq. (35), with the prefactor 2 v^2 / m_W^2 of this operator.
double published_score_at_zero(Momenta const& momenta) {
    auto const& [ku, kd, pd, pu, ph] = momenta;
    double const kk = dot(ku, kd), pp = dot(pd, pu);
    double const sine = std::sin(phi(pd) - phi(pu)) * (ku.pz > 0 ? 1 : -1);
    return -2 * std::pow(higgs_vev_gev / w_mass_gev, 2) * (kk + pp) / pp * pt(pd) * pt(pu) * sine *
           1e-6;
}

TEST(WbfMatrixElement, ClosedFormEqualsSpinorsAndThePublishedScoreOnGeneratedEvents) {
    auto const sample = generate({.theta = 1, .event_count = 3000, .seed = 11});
    for (auto const& event : sample.events) {
        auto const closed = spin_sums(invariants_of(event.momenta));
        expect_near(spin_sums_by_spinors(event.momenta), closed, 1e-11);
        // The invariants of the generator, before rotations.
        auto const again = matrix_element(invariants_of(event.momenta));
        EXPECT_LT(relative_difference(event.matrix_element.sm, again.sm), 1e-11);
        EXPECT_LT(relative_difference(event.matrix_element.quad, again.quad), 1e-11);
        EXPECT_LT(relative_difference(event.matrix_element.lin, again.lin,
                                      std::sqrt(again.sm * again.quad)),
                  1e-11);
        double const published = published_score_at_zero(event.momenta);
        EXPECT_NEAR(event.matrix_element.score(0), published, 1e-9 * std::abs(published) + 1e-12);
    }
}

TEST(WbfMatrixElement, ReflectionFlipsTheInterferenceAlone) {
    auto const point = check_values("wbf_me").at("points").at(0);
    auto mirrored = momenta_of(point);
    for (auto* const p : {&mirrored.ku, &mirrored.kd, &mirrored.pd, &mirrored.pu, &mirrored.ph}) {
        p->py = -p->py;
    }
    auto const original = matrix_element(invariants_of(momenta_of(point)));
    auto const element = matrix_element(invariants_of(mirrored));
    EXPECT_DOUBLE_EQ(element.sm, original.sm);
    EXPECT_DOUBLE_EQ(element.lin, -original.lin);
    EXPECT_DOUBLE_EQ(element.quad, original.quad);
    EXPECT_NE(element.lin, 0);
}

TEST(QuadraticInTheta, ScoreIsTheLogarithmicDerivative) {
    QuadraticInTheta const element{.sm = 2, .lin = 0.7, .quad = 0.3};
    double const theta = 0.4, step = 1e-5;
    double const difference =
        (std::log(element(theta + step)) - std::log(element(theta - step))) / (2 * step);
    EXPECT_NEAR(element.score(theta), difference, 1e-9);
}

}  // namespace
}  // namespace balmer::physics::wbf
