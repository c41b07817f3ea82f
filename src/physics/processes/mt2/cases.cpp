#include "balmer/physics/processes/mt2_sample.hpp"

#include "physics/mt2_branch.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics {

std::optional<Mt2Case> mt2_case(int equation) {
    auto const found = std::ranges::find(all_mt2_cases, static_cast<Mt2Case>(equation));
    if (found == all_mt2_cases.end()) return std::nullopt;
    return *found;
}

bool has_visible_mass(Mt2Case which) {
    return which == Mt2Case::eq10 || which == Mt2Case::eq11 || which == Mt2Case::eq13;
}

bool has_invisible_mass(Mt2Case which) {
    return which != Mt2Case::eq8 && which != Mt2Case::eq10 && which != Mt2Case::eq17;
}

bool has_free_q(Mt2Case which) { return which == Mt2Case::eq16 || which == Mt2Case::eq17; }

Mt2Range visible_mass_range_gev(Mt2Case which, Mt2Ranges const& ranges) {
    if (!has_visible_mass(which)) return {0, 0};
    return ranges.visible_mass_gev.value_or(Mt2Range{0, 47});
}

Mt2Range invisible_mass_range_gev(Mt2Case which, Mt2Ranges const& ranges) {
    if (!has_invisible_mass(which)) return {0, 0};
    return ranges.invisible_mass_gev.value_or(Mt2Range{0, 30});
}

Mt2Range q_range(Mt2Case which, Mt2Ranges const& ranges) {
    if (which == Mt2Case::eq13 || which == Mt2Case::eq14) return {0, 0};
    if (!has_free_q(which)) return {-1, -1};
    return ranges.q.value_or(which == Mt2Case::eq16 ? Mt2Range{-3, 3} : Mt2Range{-3, 0});
}

double transverse_product_gev2(Mt2Event const& event) {
    // E1 E2 - p1.(-p2) is the invariant product of a visible part 1 and an invisible part -p2.
    auto const& [first, second, px, py] = event;
    mt2_detail::Branch<double> const branch(first.visible_mass_gev, {first.px_gev, first.py_gev},
                                            second.visible_mass_gev);
    mt2_detail::Vector2<double> const p2{-second.px_gev, -second.py_gev};
    return mt2_detail::invariant_product(branch, p2, std::sqrt(branch.chi2 + dot(p2, p2)));
}

double closed_form_mt2_squared_gev2(Mt2Case which, Mt2SampleEvent const& event) {
    double const a_t = transverse_product_gev2(event.event), q = event.q;
    double const mu = std::pow(event.event.first.visible_mass_gev, 2);
    double const mu_tilde = std::pow(event.event.first.invisible_mass_gev, 2);
    switch (which) {
        case Mt2Case::eq8:
            return 2 * a_t;
        case Mt2Case::eq9:
            return mu_tilde + a_t + std::sqrt(a_t * (a_t + 2 * mu_tilde));
        case Mt2Case::eq10:
            return a_t + std::sqrt((a_t - mu) * (a_t + mu));
        case Mt2Case::eq11:
            return mu_tilde + a_t + std::sqrt((a_t - mu + 2 * mu_tilde) * (a_t + mu));
        case Mt2Case::eq13:
            return mu_tilde + mu + std::sqrt(2 * mu_tilde * (mu + a_t));
        case Mt2Case::eq14:
            return mu_tilde + std::sqrt(2 * mu_tilde * a_t);
        case Mt2Case::eq16: {
            double const root = std::sqrt(a_t * (2 * mu_tilde + q * q * a_t));
            // The difference of two large numbers where Q > 0.
            return mu_tilde + (q > 0 ? 2 * mu_tilde * a_t / (root + q * a_t) : root - q * a_t);
        }
        case Mt2Case::eq17:
            return 2 * a_t * std::fabs(std::fmin(q, 0.0));
    }
    return std::nan("");
}

}  // namespace balmer::physics
