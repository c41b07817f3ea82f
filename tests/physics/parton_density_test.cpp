#include "balmer/physics/parton_density.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"

#include "physics/check_values.hpp"
#include "physics/fixed_scale_density.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

std::vector<std::string> const built_in{"cteq5l", "grv94l"};

/// The integral over x from x_min to 1, by the trapezoid rule in ln(x / (1 - x)).
double integral(double x_min, std::function<double(double x)> const& integrand) {
    double const low = std::log(x_min / (1 - x_min)), high = 25, step = (high - low) / 20000;
    double sum = 0;
    for (int i = 0; i <= 20000; ++i) {
        double const x = 1 / (1 + std::exp(-(low + i * step)));
        sum += (i == 0 || i == 20000 ? 0.5 : 1.0) * integrand(x) * x * (1 - x);
    }
    return sum * step;
}

double momentum_density(PartonDensity const& density, double x, double q_gev) {
    double sum = density.xf(21, x, q_gev);
    for (int id = 1; id <= 5; ++id) sum += density.xf(id, x, q_gev) + density.xf(-id, x, q_gev);
    return sum;
}

TEST(PartonDensity, HasItsCheckValues) {
    auto const expected = check_values("pdf");
    for (auto const& set : built_in) {
        auto const density = make_parton_density(set);
        for (auto const& point : expected.at(set)) {
            double const x = point.at("x"), q_gev = point.at("Q");
            auto const expect = [&](char const* name, double value) {
                EXPECT_LT(relative_difference(value, point.at(name)), 1e-11)
                    << set << " " << name << " at x = " << x << ", Q = " << q_gev;
            };
            auto const xf = [&](int id) { return density->xf(id, x, q_gev); };
            expect("ubar", xf(-2));
            expect("dbar", xf(-1));
            expect("s", xf(3));
            expect("g", xf(21));
            EXPECT_EQ(xf(3), xf(-3));
            if (set == "grv94l") {
                expect("uv", xf(2) - xf(-2));
                expect("dv", xf(1) - xf(-1));
            } else {
                expect("u", xf(2));
                expect("d", xf(1));
            }
        }
    }
}

double valence_number(PartonDensity const& density, int id, double q_gev, double x_min) {
    return integral(x_min, [&](double x) {
        return (density.xf(id, x, q_gev) - density.xf(-id, x, q_gev)) / x;
    });
}

// The integrals of the check values start at the lower end of the range.
TEST(PartonDensity, MomentaAddUpToThePublishedSums) {
    auto const expected = check_values("pdf").at("momentum_sum");
    for (auto const& set : built_in) {
        auto const density = make_parton_density(set);
        for (auto const& [scale, sum] : expected.at(set).items()) {
            double const q_gev = std::stod(scale);
            double const ours = integral(density->range().x_min, [&](double x) {
                return momentum_density(*density, x, q_gev);
            });
            EXPECT_NEAR(ours, sum.get<double>(), 1e-4) << set << " at Q = " << scale;
        }
    }
}

TEST(PartonDensity, Grv94lHasTwoUpAndOneDownValenceQuarks) {
    auto const expected = check_values("pdf").at("grv94l_valence");
    auto const density = make_parton_density("grv94l");
    for (auto const& [scale, numbers] : expected.items()) {
        double const q_gev = std::stod(scale), x_min = density->range().x_min;
        EXPECT_NEAR(valence_number(*density, 2, q_gev, x_min), numbers.at(0).get<double>(), 1e-4);
        EXPECT_NEAR(valence_number(*density, 1, q_gev, x_min), numbers.at(1).get<double>(), 1e-4);
        // The sum rule, including the tail below the range, holds to half a per cent.
        EXPECT_NEAR(valence_number(*density, 2, q_gev, 1e-9), 2, 0.01);
        EXPECT_NEAR(valence_number(*density, 1, q_gev, 1e-9), 1, 0.005);
    }
}

TEST(PartonDensity, VanishesBeyondTheProtonAndForUnknownPartons) {
    for (auto const& set : built_in) {
        auto const density = make_parton_density(set);
        EXPECT_EQ(density->xf(2, 1.0, 100), 0.0);
        EXPECT_EQ(density->xf(6, 0.1, 100), 0.0);
        EXPECT_EQ(density->xf(22, 0.1, 100), 0.0);
        EXPECT_EQ(density->xf(5, 0.1, 1.2), 0.0) << "b quarks below their threshold";
    }
}

TEST(PartonDensity, UnknownNamesAreRefusedWithThoseThereAre) {
    for (char const* name : {"nnpdf", "", "cteq5", "lhapdf:no_such_set"}) {
        EXPECT_THROW(make_parton_density(name), InputError) << name;
    }
    EXPECT_NE(parton_density_choices().find("cteq5l"), std::string::npos);
}

TEST(FixedScaleDensity, FollowsTheExactDensity) {
    RandomStream stream(3, 0, 0, Purpose::test);
    for (auto const& set : built_in) {
        auto const density = make_parton_density(set);
        for (int const id : {1, 2, -1, 21}) {
            FixedScaleDensity const fast(*density, id, 80);
            for (int i = 0; i < 2000; ++i) {
                double const x = 1 / (1 + std::exp(-stream.uniform(-11.5, 10)));
                EXPECT_LT(relative_difference(fast(x), density->xf(id, x, 80)), 1e-9)
                    << set << " " << id << " at x = " << x;
            }
            EXPECT_EQ(fast(1.0), 0.0);
        }
    }
}

/// Positive only below x = 0.3, like some parametrisations.
class TurningNegative final : public PartonDensity {
public:
    double xf(int, double x, double) const override { return (0.3 - x) * (x < 0.6 ? 1 : -1e-9); }
    DensityRange range() const override { return {1e-6, 1, 1e4}; }
};

TEST(FixedScaleDensity, CountsNothingWhereADensityIsNotPositive) {
    FixedScaleDensity const density(TurningNegative(), 2, 80);
    for (double x = 1e-5; x < 1; x += 1e-4) {
        double const expected = x < 0.3 || x > 0.6 ? TurningNegative().xf(2, x, 80) : 0;
        EXPECT_NEAR(density(x), expected, std::abs(x - 0.3) < 5e-3 ? 2e-3 : 1e-6) << x;
        EXPECT_GE(density(x), 0) << x;
    }
}

TEST(PartonDensity, GridsAreRefusedWithTheWayOutWhereTheLibraryIsNot) {
    if (has_lhapdf()) GTEST_SKIP() << "this build has LHAPDF";
    EXPECT_EQ(parton_density_choices(), "cteq5l or grv94l");
    try {
        make_parton_density("lhapdf:NNPDF23");
        FAIL() << "nothing was thrown";
    } catch (InputError const& error) {
        EXPECT_NE(std::string(error.what()).find("'lhapdf:NNPDF23' needs LHAPDF"),
                  std::string::npos);
    }
}

}  // namespace
}  // namespace balmer::physics
