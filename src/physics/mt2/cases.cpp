#include "balmer/physics/mt2/sample.hpp"

#include "physics/mt2/branch.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::mt2 {

std::optional<Case> case_of(int equation) {
    auto const found = std::ranges::find(all_cases, static_cast<Case>(equation));
    if (found == all_cases.end()) return std::nullopt;
    return *found;
}

bool has_visible_mass(Case which) {
    return which == Case::eq10 || which == Case::eq11 || which == Case::eq13;
}

bool has_invisible_mass(Case which) {
    return which != Case::eq8 && which != Case::eq10 && which != Case::eq17;
}

bool has_free_q(Case which) { return which == Case::eq16 || which == Case::eq17; }

Range visible_mass_range_gev(Case which, Ranges const& ranges) {
    if (!has_visible_mass(which)) return {0, 0};
    return ranges.visible_mass_gev.value_or(Range{0, 47});
}

Range invisible_mass_range_gev(Case which, Ranges const& ranges) {
    if (!has_invisible_mass(which)) return {0, 0};
    return ranges.invisible_mass_gev.value_or(Range{0, 30});
}

Range q_range(Case which, Ranges const& ranges) {
    if (which == Case::eq13 || which == Case::eq14) return {0, 0};
    if (!has_free_q(which)) return {-1, -1};
    return ranges.q.value_or(which == Case::eq16 ? Range{-3, 3} : Range{-3, 0});
}

double transverse_product_gev2(Event const& event) {
    // E1 E2 - p1.(-p2) is the invariant product of a visible part 1 and an invisible part -p2.
    auto const& [first, second, px, py] = event;
    detail::ScaledBranch<double> const branch(first.visible_mass_gev, {first.px_gev, first.py_gev},
                                              second.visible_mass_gev);
    detail::Vector2<double> const p2{-second.px_gev, -second.py_gev};
    return detail::invariant_product(branch, p2, std::sqrt(branch.chi2 + dot(p2, p2)));
}

double closed_form_mt2_squared_gev2(Case which, SampleEvent const& event) {
    double const a_t = transverse_product_gev2(event.event), q = event.q;
    double const mu = std::pow(event.event.first.visible_mass_gev, 2);
    double const mu_tilde = std::pow(event.event.first.invisible_mass_gev, 2);
    switch (which) {
        case Case::eq8:
            return 2 * a_t;
        case Case::eq9:
            return mu_tilde + a_t + std::sqrt(a_t * (a_t + 2 * mu_tilde));
        case Case::eq10:
            return a_t + std::sqrt((a_t - mu) * (a_t + mu));
        case Case::eq11:
            return mu_tilde + a_t + std::sqrt((a_t - mu + 2 * mu_tilde) * (a_t + mu));
        case Case::eq13:
            return mu_tilde + mu + std::sqrt(2 * mu_tilde * (mu + a_t));
        case Case::eq14:
            return mu_tilde + std::sqrt(2 * mu_tilde * a_t);
        case Case::eq16: {
            double const root = std::sqrt(a_t * (2 * mu_tilde + q * q * a_t));
            // Avoids the difference of two large numbers for Q > 0.
            return mu_tilde + (q > 0 ? 2 * mu_tilde * a_t / (root + q * a_t) : root - q * a_t);
        }
        case Case::eq17:
            return 2 * a_t * std::fabs(std::fmin(q, 0.0));
    }
    return std::nan("");
}

}  // namespace balmer::physics::mt2
