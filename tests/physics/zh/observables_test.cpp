#include "balmer/physics/zh/sample.hpp"

#include "physics/check_values.hpp"

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace balmer::physics::zh {
namespace {

TEST(ZhObservables, HaveTheCheckValues) {
    int count = 0;
    for (auto const& point : check_values("zh_kinematics")) {
        auto const seen = observables_of(beam_frame_momenta(point.at("x1"), point.at("x2"),
                                                            point.at("cos"), 0.4, lhc_sqrt_s_gev));
        EXPECT_LT(relative_difference(seen.m_zh_gev, point.at("m")), 1e-11);
        EXPECT_LT(relative_difference(seen.pt_gev, point.at("pt")), 1e-11);
        EXPECT_LT(relative_difference(seen.eta_z, point.at("eta_z")), 1e-11);
        EXPECT_LT(relative_difference(seen.eta_h, point.at("eta_h")), 1e-11);
        EXPECT_LT(relative_difference(seen.eta_minus(), point.at("eta_m")), 1e-11);
        EXPECT_LT(relative_difference(seen.eta_plus(), point.at("eta_p")), 1e-11);
        ++count;
    }
    EXPECT_EQ(count, 3);
}

TEST(ZhObservables, WrittenFeaturesHaveTheCheckValues) {
    auto const points = check_values("zh_kinematics");
    Sample sample;
    for (auto const& point : points) {
        Event event{};
        event.observed = beam_frame_momenta(point.at("x1"), point.at("x2"), point.at("cos"), 0.4,
                                            lhc_sqrt_s_gev);
        event.weight = 1;
        event.matrix_element = {.sm = 1};
        event.quark = Quark::up;
        sample.events.push_back(event);
    }
    sample.settings.event_count = points.size();
    std::map<std::string, std::string> const keys{
        {"x_p", "xp"},      {"x_eta", "xe"},        {"pT", "pt"},          {"eta_Z", "eta_z"},
        {"eta_H", "eta_h"}, {"eta_minus", "eta_m"}, {"eta_plus", "eta_p"}, {"m_ZH", "m"}};
    auto const file = to_event_file(sample);
    ASSERT_EQ(file.features.size(), keys.size());
    for (auto const& column : file.features) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            EXPECT_LT(relative_difference(column.values[i], points[i].at(keys.at(column.name))),
                      1e-11)
                << column.name;
        }
    }
}

TEST(ZhMomenta, SumToThePartonsAndLieOnTheirMassShells) {
    double const x1 = 0.07, x2 = 0.004, half = lhc_sqrt_s_gev / 2;
    for (double const cosine : {-1.0, -0.3, 0.0, 0.8, 1.0}) {
        auto const [z, h] = beam_frame_momenta(x1, x2, cosine, 2.0, lhc_sqrt_s_gev);
        auto const sum = z + h;
        EXPECT_NEAR(sum.e, half * (x1 + x2), 1e-10);
        EXPECT_NEAR(sum.pz, half * (x1 - x2), 1e-10);
        EXPECT_NEAR(std::hypot(sum.px, sum.py), 0, 1e-12);
        EXPECT_NEAR(mass2(z) / (z_mass_gev * z_mass_gev), 1, 1e-11);
        EXPECT_NEAR(mass2(h) / (higgs_mass_gev * higgs_mass_gev), 1, 1e-11);
        EXPECT_NEAR(pt(z) * std::sin(phi(z) - 2.0), 0, 1e-11);
    }
}

TEST(ZhMomenta, ExchangedBeamsMirrorTheEvent) {
    auto const [z, h] = beam_frame_momenta(0.05, 0.01, 0.6, 0.3, lhc_sqrt_s_gev);
    auto const mirrored = beam_frame_momenta(0.01, 0.05, -0.6, 0.3, lhc_sqrt_s_gev);
    EXPECT_EQ(mirrored.z, (FourVector{z.e, z.px, z.py, -z.pz}));
    EXPECT_EQ(mirrored.h, (FourVector{h.e, h.px, h.py, -h.pz}));
}

}  // namespace
}  // namespace balmer::physics::zh
