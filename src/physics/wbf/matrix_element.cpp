#include "balmer/physics/wbf/matrix_element.hpp"

#include "balmer/physics/constants.hpp"

namespace balmer::physics::wbf {

Invariants invariants_of(Momenta const& momenta) {
    auto const& [ku, kd, pd, pu, ph] = momenta;
    return {.kk = massless_dot(ku, kd),
            .pp = massless_dot(pd, pu),
            .t1 = massless_dot(ku, pd),
            .t2 = massless_dot(kd, pu),
            .levi_civita = levi_civita(ku, kd, pd, pu)};
}

SpinSums spin_sums(Invariants const& invariants) {
    auto const& [kk, pp, t1, t2, eps] = invariants;
    double const difference = kk - pp;
    return {.sm = 16 * kk * pp,
            .interference = -16 * eps * (kk + pp),
            .quadratic = 16 * (t1 * t2 * difference * difference + eps * eps)};
}

QuadraticInTheta matrix_element(Invariants const& invariants, SpinSums const& sums) {
    constexpr double g2 = weak_coupling * weak_coupling;
    constexpr double w_mass2 = w_mass_gev * w_mass_gev;
    constexpr double sm_coupling = 2 * w_mass2 / higgs_vev_gev;
    constexpr double odd_coupling = 4 * higgs_vev_gev * per_tev2_in_per_gev2;
    double const propagators = (2 * invariants.t1 + w_mass2) * (2 * invariants.t2 + w_mass2);
    double const k = g2 / 2 / propagators;
    // 1/4 from the spin average; the colour factor is 9/9.
    double const factor = k * k / 4;
    return {.sm = factor * sm_coupling * sm_coupling * sums.sm,
            .lin = factor * sm_coupling * odd_coupling * sums.interference,
            .quad = factor * odd_coupling * odd_coupling * sums.quadratic};
}

QuadraticInTheta matrix_element(Invariants const& invariants) {
    return matrix_element(invariants, spin_sums(invariants));
}

}  // namespace balmer::physics::wbf
