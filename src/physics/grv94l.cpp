#include "physics/grv94l.hpp"

#include "balmer/base/error.hpp"

#include <cmath>

namespace balmer::physics {
namespace {

constexpr double start_scale2_gev2 = 0.23;
constexpr double lambda2_gev2 = 0.2322 * 0.2322;

// Letters as in the paper's appendix.
double valence_like(double x, double N, double ak, double bk, double A, double B, double C,
                    double D) {
    return N * std::pow(x, ak) * (1 + A * std::pow(x, bk) + x * (B + C * std::sqrt(x))) *
           std::pow(1 - x, D);
}

struct SeaShape {
    double al, be, ak, bk, A, B, C, D, E, Es;
};

double sea_like(double x, double s, SeaShape const& p) {
    double const L = -std::log(x);
    double const regge = std::pow(x, p.ak) * (p.A + x * (p.B + x * p.C)) * std::pow(L, p.bk);
    double const evolved =
        std::pow(s, p.al) * std::exp(-p.E + std::sqrt(p.Es * std::pow(s, p.be) * L));
    return (regge + evolved) * std::pow(1 - x, p.D);
}

struct HeavyShape {
    double threshold, al, be, ak, A, B, D, E, Es;
};

double heavy_like(double x, double s, HeavyShape const& p) {
    if (s <= p.threshold) return 0.0;
    double const L = -std::log(x);
    return std::pow(s - p.threshold, p.al) * std::pow(L, -p.ak) *
           (1 + p.A * std::sqrt(x) + p.B * x) * std::pow(1 - x, p.D) *
           std::exp(-p.E + std::sqrt(p.Es * std::pow(s, p.be) * L));
}

double up_valence(double x, double s) {
    double const s2 = s * s;
    return valence_like(x, 2.284 + .802 * s + .055 * s2, .590 - .024 * s, .131 + .063 * s,
                        -.449 - .138 * s - .076 * s2, .213 + 2.669 * s - .728 * s2,
                        8.854 - 9.135 * s + 1.979 * s2, 2.997 + .753 * s - .076 * s2);
}

double down_valence(double x, double s) {
    double const s2 = s * s;
    return valence_like(x, .371 + .083 * s + .039 * s2, .376, .486 + .062 * s,
                        -.509 + 3.310 * s - 1.248 * s2, 12.41 - 10.52 * s + 2.267 * s2,
                        6.373 - 6.208 * s + 1.418 * s2, 3.691 + .799 * s - .071 * s2);
}

/// ubar + dbar.
double light_sea(double x, double s) {
    return sea_like(
        x, s,
        {1.451, .271, .410 - .232 * s, .534 - .457 * s, .890 - .140 * s, -.981, .320 + .683 * s,
         4.752 + 1.164 * s + .286 * s * s, 4.119 + 1.713 * s, .682 + 2.978 * s});
}

/// dbar - ubar.
double sea_difference(double x, double s) {
    double const s2 = s * s;
    return valence_like(x, .082 + .014 * s + .008 * s2, .409 - .005 * s, .799 + .071 * s,
                        -38.07 + 36.13 * s - .656 * s2, 90.31 - 74.15 * s + 7.645 * s2, 0,
                        7.486 + 1.217 * s - .159 * s2);
}

double strange(double x, double s) {
    double const root = std::sqrt(s);
    return heavy_like(x, s,
                      {0, .914, .577, 1.798 - .596 * s, -5.548 + 3.669 * root - .616 * s,
                       18.92 - 16.73 * root + 5.168 * s, 6.379 - .350 * s + .142 * s * s,
                       3.981 + 1.638 * s, 6.402});
}

double charm(double x, double s) {
    return heavy_like(x, s,
                      {.888, 1.01, .37, 0, 0, 4.24 - .804 * s, 3.46 - 1.076 * s, 4.61 + 1.49 * s,
                       2.555 + 1.961 * s});
}

double bottom(double x, double s) {
    return heavy_like(
        x, s,
        {1.351, 1.00, .51, 0, 0, 1.848, 2.929 + 1.396 * s, 4.71 + 1.514 * s, 4.02 + 1.239 * s});
}

double gluon(double x, double s) {
    double const s2 = s * s;
    return sea_like(
        x, s,
        {.524, 1.088, 1.742 - .930 * s, -.399 * s2, 7.486 - 2.185 * s,
         16.69 - 22.74 * s + 5.779 * s2, -25.59 + 29.71 * s - 7.296 * s2,
         2.792 + 2.215 * s + .422 * s2 - .104 * s2 * s, .807 + 2.005 * s, 3.841 + .316 * s});
}

}  // namespace

double Grv94l::xf(int id, double x, double q_gev) const {
    BALMER_EXPECT(x > 0);
    if (x >= 1) return 0.0;
    double const s = std::log(std::log(q_gev * q_gev / lambda2_gev2) /
                              std::log(start_scale2_gev2 / lambda2_gev2));
    auto const antiup = [&] { return 0.5 * (light_sea(x, s) - sea_difference(x, s)); };
    auto const antidown = [&] { return 0.5 * (light_sea(x, s) + sea_difference(x, s)); };
    switch (id) {
        case 1:
            return down_valence(x, s) + antidown();
        case 2:
            return up_valence(x, s) + antiup();
        case -1:
            return antidown();
        case -2:
            return antiup();
        case 3:
        case -3:
            return strange(x, s);
        case 4:
        case -4:
            return charm(x, s);
        case 5:
        case -5:
            return bottom(x, s);
        case 21:
            return gluon(x, s);
        default:
            return 0.0;
    }
}

}  // namespace balmer::physics
