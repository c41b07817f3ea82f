#include "physics/zh/light_quark_densities.hpp"

#include "balmer/base/random.hpp"

#include "physics/check_values.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace balmer::physics::zh {
namespace {

constexpr LightQuarkDensities::Range range{.x_min = 2.76e-4, .q_min_gev = 216, .q_max_gev = 13000};

TEST(LightQuarkDensities, AreThoseOfTheSet) {
    RandomStream stream(1, 0, 0, Purpose::test);
    for (std::string const name : {"cteq5l", "grv94l"}) {
        auto const density = make_parton_density(name);
        LightQuarkDensities const tabulated(*density, range);
        double const q_max_gev = density->range().q_max_gev;
        for (int i = 0; i < 5000; ++i) {
            double const q_gev = std::exp(stream.uniform(std::log(216), std::log(q_max_gev)));
            double const x = std::exp(stream.uniform(std::log(2.76e-4), std::log(0.9)));
            auto const logs = tabulated(x, tabulated.scale(q_gev));
            auto const expect_equal = [&](int id, LightQuark quark) {
                EXPECT_LT(relative_difference(std::exp(logs[quark]), density->xf(id, x, q_gev)),
                          1e-6)
                    << name << ' ' << id << ' ' << x << ' ' << q_gev;
            };
            expect_equal(2, quark_u);
            expect_equal(-2, antiquark_u);
            expect_equal(1, quark_d);
            expect_equal(-1, antiquark_d);
        }
    }
}

TEST(LightQuarkDensities, HoldTheScaleAtTheEndOfTheSet) {
    auto const density = make_parton_density("grv94l");
    LightQuarkDensities const tabulated(*density, range);
    double const q_max_gev = density->range().q_max_gev;
    for (double const q_gev : {q_max_gev, 2000.0, 13000.0}) {
        auto const logs = tabulated(0.1, tabulated.scale(q_gev));
        EXPECT_LT(relative_difference(std::exp(logs[quark_u]), density->xf(2, 0.1, q_max_gev)),
                  1e-6);
    }
}

TEST(LightQuarkDensities, AreZeroWhereTheirProductsVanish) {
    auto const density = make_parton_density("cteq5l");
    LightQuarkDensities const tabulated(*density, range);
    EXPECT_EQ(std::exp(tabulated(0.9995, tabulated.scale(1000))[quark_u]), 0.0);
    EXPECT_LT(density->xf(2, 0.999, 5000) * density->xf(-2, 0.999, 5000), 1e-20);
    EXPECT_LT(density->xf(1, 0.999, 5000) * density->xf(-1, 0.999, 5000), 1e-20);
}

}  // namespace
}  // namespace balmer::physics::zh
