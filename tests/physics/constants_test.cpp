#include "balmer/physics/constants.hpp"

#include "physics/check_values.hpp"

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

TEST(Constants, FollowTheSchemeOfTheModel) {
    auto const expected = check_values("constants");
    auto const expect = [&](char const* name, double value) {
        EXPECT_LT(relative_difference(value, expected.at(name)), 1e-14) << name;
    };
    expect("ALPHA", alpha_em);
    expect("GF", fermi_constant_per_gev2);
    expect("MZ", z_mass_gev);
    expect("MH", higgs_mass_gev);
    expect("MW", w_mass_gev);
    expect("SW2", sin2_theta_w);
    expect("CW2", cos2_theta_w);
    expect("EE", electric_charge);
    expect("G", weak_coupling);
    expect("GP", hypercharge_coupling);
    expect("GZ", z_coupling);
    expect("VEV", higgs_vev_gev);
    expect("SQRTS", lhc_sqrt_s_gev);
    expect("GEV2_PB", pb_gev2);
}

}  // namespace
}  // namespace balmer::physics
