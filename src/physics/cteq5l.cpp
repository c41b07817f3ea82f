#include "physics/cteq5l.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace balmer::physics {
namespace {

/// The fit of one density, letters as in Ctq5Par: a_j = am[j][0] + am[j][1] sb + am[j][2] sb^2.
struct Fit {
    double alpha, ut1, ut2, q_min_gev;
    std::array<std::array<double, 3>, 9> am;
};

enum class Flavour : std::size_t { down, up, gluon, light_sea, sea_ratio, strange, charm, bottom };

// clang-format off
constexpr std::array<Fit, 8> fits{{
    // d
    {0.2987216, 4.971265, -1.105128, 0,
     {{{5.292616, -2.75191, -2.48899},
       {0.9714424, 0.01011827, -0.0102366},
       {-16.51006, 7.959721, 8.810563},
       {-16.43394, 5.892854, 9.348874},
       {30.67422, 4.235796, -0.5112136},
       {23.52526, -5.305168, -11.69174},
       {-10.95451, 3.006577, 5.638136},
       {-11.72251, -2.183624, 4.955794},
       {0.01662533, 0.00762287, -0.0004895887}}}},
    // u
    {0.3407552, 2.612618, -125830.4, 0,
     {{{0.99053, -0.4502235, 0.1624441},
       {0.8867534, 0.01630829, -0.04049085},
       {0.8547974, 0.3336301, 0.1371388},
       {0.2941113, -1.527905, 0.2331879},
       {33.84235, 3.715315, 0.827693},
       {6.230115, 3.134639, -1.729099},
       {-1.186928, -0.328246, 0.105202},
       {-8.545702, -6.247947, 3.692561},
       {0.01724598, 0.007120465, 4.003646e-05}}}},
    // g
    {0.4491863, -0.4656819, -274.239, 0,
     {{{119.3572, -3.886845, -1.133965},
       {-94.21449, 3.995885, 1.607363},
       {4.206383, 0.2485954, 0.2497468},
       {121.0557, -3.015765, -1.423651},
       {-101.3897, -0.7113478, 0.2621865},
       {-1.312404, -0.9297691, -0.1562531},
       {1.627137, 0.4954111, -0.6387009},
       {0.1537698, -0.2487878, 0.8305947},
       {0.02496448, 0.002457823, 0.0008234276}}}},
    // ubar+dbar
    {0.2457668, 3.862583, -1.265969, 0,
     {{{26.47441, 10.59277, -0.9176654},
       {1.990636, 0.08558918, 0.04248667},
       {-14.76095, -32.76255, 1.55811},
       {-2.966889, -36.49037, 1.195914},
       {-100.0519, -2.464635, 0.1964849},
       {37.18331, 47.00389, -2.772142},
       {-18.72722, -22.91189, 1.089052},
       {-16.28146, -18.23993, 2.537369},
       {-1.1563, -0.1280495, 0.05153245}}}},
    // dbar/ubar
    {0.5293999, 0.1895615, -3.069097, 0,
     {{{-0.6556775, 0.249019, 0.03966485},
       {1.305102, -0.1188925, -0.00460087},
       {-2.371436, 0.3566814, -0.2834683},
       {-6.152826, 0.8339877, -0.723323},
       {-8.346558, 2.892168, 0.2137099},
       {12.7953, 0.1021114, 0.5787439},
       {0.5858816, -1.940375, -0.4029269},
       {-27.95725, -0.5263392, 1.290229},
       {0.0, 0.0, 0.0}}}},
    // s
    {0.3713141, 3.753257, -1.113085, 0,
     {{{1.580931, -2.273826, -1.822245},
       {2.702644, 0.6763243, 0.007231586},
       {-18.57924, 3.9075, 5.850109},
       {-30.44793, 2.639332, 5.566644},
       {-4.258011, -5.429244, 0.4418946},
       {34.65259, -5.532604, -4.904153},
       {-16.58858, 2.923275, 2.266286},
       {-11.49263, 2.877475, -0.7999105},
       {0.0, 0.0, 0.0}}}},
    // c
    {0.03712017, 4.400772, -1.356116, 1.3,
     {{{-0.8293661, -3.982375, -0.06494283},
       {2.754618, 0.8338636, -0.0688516},
       {-16.57987, 14.39143, -0.688724},
       {-28.00703, 15.35966, -0.7377693},
       {-6.460216, -4.783019, 0.4913297},
       {31.4183, -31.78031, 7.136013},
       {-18.02509, 18.62163, -4.632843},
       {-12.40412, 25.65386, -10.6657},
       {0.0, 0.0, 0.0}}}},
    // b
    {0.00495201, 5.562568, -1.801317, 4.5,
     {{{-6.031237, 1.992727, -1.076331},
       {2.933912, 0.5839674, 0.07509435},
       {-8.284919, 1.488593, -0.8251678},
       {-19.25986, 2.805753, -3.015446},
       {-9.480483, -0.9767837, -1.165544},
       {21.93195, -17.88518, 9.460908},
       {-13.27377, 12.01754, -6.277844},
       {0.0, 0.0, 0.0},
       {0.0, 0.0, 0.0}}}},
}};
// clang-format on

/// f(x, Q), not x f; for `sea_ratio` the ratio dbar / ubar.
double fitted(Flavour flavour, double x, double q_gev) {
    Fit const& fit = fits[static_cast<std::size_t>(flavour)];
    if (q_gev <= fit.q_min_gev) return 0.0;
    double const sb = std::log(std::log(q_gev / fit.alpha)) - 1.2;
    std::array<double, 9> a;
    for (std::size_t j = 0; j < a.size(); ++j) {
        a[j] = fit.am[j][0] + sb * (fit.am[j][1] + sb * fit.am[j][2]);
    }
    double const y = -std::log(x), u = std::log(x / 1e-5), x1 = 1 - x, log_x1 = std::log(x1);
    double const small_x = a[1] * std::pow(y, 1 + 0.01 * a[4]) * (1 + a[8] * u);
    double const middle = a[0] * x1 + a[3] * x + x * x1 * (a[5] + a[6] * x1 + a[7] * x * x1);
    // A very negative ut2 means exp(ut2) = 0.
    double const large_x =
        fit.ut1 * log_x1 + a[2] * (fit.ut2 < -100 ? log_x1 : std::log(x1 + std::exp(fit.ut2)));
    double const threshold = 1 - fit.q_min_gev / q_gev;
    return x * std::exp(small_x + middle + large_x) * threshold;
}

}  // namespace

double Cteq5l::xf(int id, double x, double q_gev) const {
    BALMER_EXPECT(x > 0);
    if (x >= 1) return 0.0;
    auto const density = [&](Flavour flavour) { return x * fitted(flavour, x, q_gev); };
    switch (id) {
        case 1:
            return density(Flavour::down);
        case 2:
            return density(Flavour::up);
        case -1: {
            double const ratio = fitted(Flavour::sea_ratio, x, q_gev);
            return density(Flavour::light_sea) * ratio / (1 + ratio);
        }
        case -2:
            return density(Flavour::light_sea) / (1 + fitted(Flavour::sea_ratio, x, q_gev));
        case 3:
        case -3:
            return density(Flavour::strange);
        case 4:
        case -4:
            return density(Flavour::charm);
        case 5:
        case -5:
            return density(Flavour::bottom);
        case 21:
            return density(Flavour::gluon);
        default:
            return 0.0;
    }
}

}  // namespace balmer::physics
