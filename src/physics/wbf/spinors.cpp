#include "balmer/physics/wbf/matrix_element.hpp"

#include <array>
#include <cmath>
#include <complex>

namespace balmer::physics::wbf {
namespace {

using Complex = std::complex<double>;
using Spinor = std::array<Complex, 2>;
/// Contravariant components (0, x, y, z).
using ComplexVector = std::array<Complex, 4>;

/// u with u u^dagger = E - p.sigma: the left-handed Weyl spinor of a massless momentum.
Spinor left_handed_spinor(FourVector const& p) {
    Complex const transverse{p.px, p.py};
    // Divide by the larger light-cone component: the smaller one suffers from cancellation.
    if (p.pz >= 0) {
        double const lower = std::sqrt(p.e + p.pz);
        return {-std::conj(transverse) / lower, Complex{lower}};
    }
    double const upper = std::sqrt(p.e - p.pz);
    return {Complex{upper}, -transverse / upper};
}

/// ubar(out) gamma^mu P_L u(in) = out^dagger sigma-bar^mu in, sigma-bar = (1, -sigma).
ComplexVector current(FourVector const& out, FourVector const& in) {
    auto const [a, b] = left_handed_spinor(out);
    auto const [c, d] = left_handed_spinor(in);
    Complex const ac = std::conj(a) * c, ad = std::conj(a) * d, bc = std::conj(b) * c,
                  bd = std::conj(b) * d;
    Complex const i{0, 1};
    return {ac + bd, -(ad + bc), i * (ad - bc), bd - ac};
}

ComplexVector to_complex(FourVector const& p) { return {p.e, p.px, p.py, p.pz}; }

Complex dot(ComplexVector const& a, ComplexVector const& b) {
    return a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3];
}

/// eps_{mu nu rho sigma} a^mu b^nu c^rho d^sigma, eps_{0123} = +1.
Complex contract_levi_civita(ComplexVector const& a, ComplexVector const& b, ComplexVector const& c,
                             ComplexVector const& d) {
    auto const minor = [](ComplexVector const& p, ComplexVector const& q, std::size_t i,
                          std::size_t j) { return p[i] * q[j] - p[j] * q[i]; };
    return minor(a, b, 0, 1) * minor(c, d, 2, 3) - minor(a, b, 0, 2) * minor(c, d, 1, 3) +
           minor(a, b, 0, 3) * minor(c, d, 1, 2) + minor(a, b, 1, 2) * minor(c, d, 0, 3) -
           minor(a, b, 1, 3) * minor(c, d, 0, 2) + minor(a, b, 2, 3) * minor(c, d, 0, 1);
}

}  // namespace

SpinSums spin_sums_by_spinors(Momenta const& momenta) {
    auto const& [ku, kd, pd, pu, ph] = momenta;
    ComplexVector const j1 = current(pd, ku), j2 = current(pu, kd);
    ComplexVector const q1 = to_complex(ku - pd), q2 = to_complex(kd - pu);
    Complex const even = dot(j1, j2);
    Complex const odd = contract_levi_civita(q2, j2, q1, j1);
    return {.sm = std::norm(even),
            .interference = 2 * (std::conj(even) * odd).real(),
            .quadratic = std::norm(odd)};
}

}  // namespace balmer::physics::wbf
