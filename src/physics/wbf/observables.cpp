#include "balmer/physics/wbf/sample.hpp"

#include <cmath>

namespace balmer::physics::wbf {

Observables observables_of(FourVector const& jet_a, FourVector const& jet_b) {
    double const pt_a = pt(jet_a), pt_b = pt(jet_b);
    double const eta_a = eta(jet_a), eta_b = eta(jet_b);
    bool const a_leads = pt_a >= pt_b;
    double const phi_difference = phi(jet_a) - phi(jet_b);
    return {.pt1_gev = a_leads ? pt_a : pt_b,
            .pt2_gev = a_leads ? pt_b : pt_a,
            .eta1 = a_leads ? eta_a : eta_b,
            .eta2 = a_leads ? eta_b : eta_a,
            .dphi = wrapped_angle(eta_a > eta_b ? phi_difference : -phi_difference),
            .deta = std::abs(eta_a - eta_b),
            .mjj_gev = std::sqrt(2 * massless_dot(jet_a, jet_b))};
}

bool passes(Cuts const& cuts, FourVector const& jet_a, FourVector const& jet_b) {
    double const eta_a = eta(jet_a), eta_b = eta(jet_b);
    return pt(jet_a) > cuts.jet_pt_min_gev && pt(jet_b) > cuts.jet_pt_min_gev &&
           std::abs(eta_a) < cuts.jet_eta_max && std::abs(eta_b) < cuts.jet_eta_max &&
           std::abs(eta_a - eta_b) > cuts.jet_separation_min;
}

}  // namespace balmer::physics::wbf
