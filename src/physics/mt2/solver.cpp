#include "balmer/physics/mt2/solver.hpp"

#include "balmer/base/error.hpp"

#include "physics/mt2/bisection.hpp"
#include "physics/mt2/newton.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <sstream>

namespace balmer::physics::mt2 {
namespace {

using detail::Pair;
using detail::ScaledBranch;
using Vector = detail::Vector2<double>;

struct Component {
    char const* name;
    double value;
    bool is_mass;
};

std::array<Component, 10> components(Event const& event) {
    auto const& [a, b, px, py] = event;
    return {{{"visible mass 1", a.visible_mass_gev, true},
             {"p1x", a.px_gev, false},
             {"p1y", a.py_gev, false},
             {"visible mass 2", b.visible_mass_gev, true},
             {"p2x", b.px_gev, false},
             {"p2y", b.py_gev, false},
             {"missing px", px, false},
             {"missing py", py, false},
             {"invisible mass 1", a.invisible_mass_gev, true},
             {"invisible mass 2", b.invisible_mass_gev, true}}};
}

/// The power of two just below the largest component, so that division does not round; limited to
/// powers whose inverse is a normal number.
double scale_of(Event const& event) {
    double largest = 0;
    for (auto const& component : components(event)) {
        largest = std::fmax(largest, std::fabs(component.value));
    }
    return largest == 0 ? 0 : std::ldexp(1.0, std::clamp(std::ilogb(largest), -1000, 1000));
}

Pair<double> in_units_of(double scale, Event const& event) {
    double const unit = 1 / scale;
    auto const branch = [unit](Branch const& b) {
        return ScaledBranch<double>(b.visible_mass_gev * unit, {b.px_gev * unit, b.py_gev * unit},
                                    b.invisible_mass_gev * unit);
    };
    return {branch(event.first),
            branch(event.second),
            {event.missing_px_gev * unit, event.missing_py_gev * unit}};
}

/// Whether `low` has the smaller transverse mass if `high` is at its least one.
bool is_unbalanced(ScaledBranch<double> const& high, ScaledBranch<double> const& low,
                   Vector const& missing) {
    if (high.floor() < low.floor() || high.m == 0) return false;
    Vector const q = high.p * (high.chi / high.m);
    return squared_transverse_mass(low, missing - q) <= high.floor() * high.floor();
}

/// Whether a visible part has neither mass nor momentum, or both are massless and exactly back to
/// back: both transverse masses approach their least values as the invisible momenta grow.
bool is_at_infinity(Pair<double> const& pair) {
    auto const& [a, b, missing] = pair;
    if (a.sees_nothing() || b.sees_nothing()) return true;
    return a.m == 0 && b.m == 0 && cross(a.p, b.p) == 0 && dot(a.p, b.p) < 0;
}

bool is_zero(Pair<double> const& pair) {
    auto const& [a, b, missing] = pair;
    if (pair.floor() > 0) return false;
    // missing = k1 p1 + k2 p2, times p1 x p2.
    double const determinant = cross(a.p, b.p);
    double const k1 = cross(missing, b.p), k2 = cross(a.p, missing);
    if (determinant > 0) return k1 >= 0 && k2 >= 0;
    if (determinant < 0) return k1 <= 0 && k2 <= 0;
    return k1 == 0 && dot(missing, a.p) >= 0;
}

std::optional<Regime> closed_regime(Pair<double> const& pair) {
    if (is_at_infinity(pair)) return Regime::at_infinity;
    if (is_unbalanced(pair.first, pair.second, pair.missing) ||
        is_unbalanced(pair.second, pair.first, pair.missing)) {
        return Regime::unbalanced;
    }
    if (is_zero(pair)) return Regime::zero;
    return std::nullopt;
}

struct Found {
    double mt2;
    Method method;
};

Found balanced_mt2(Pair<double> const& pair) {
    if (auto const squared = detail::quick_mt2_squared(pair)) {
        return {std::sqrt(*squared), Method::newton};
    }
    auto const precise = detail::converted<long double>(pair);
    if (auto const squared = detail::patient_mt2_squared(precise)) {
        return {static_cast<double>(std::sqrt(*squared)), Method::patient_newton};
    }
    return {static_cast<double>(detail::bisected_mt2(precise)), Method::bisection};
}

}  // namespace

std::string problem_of(Event const& event) {
    for (auto const& [name, value, is_mass] : components(event)) {
        std::ostringstream text;
        text << name << " is " << value << " GeV";
        if (!std::isfinite(value)) return text.str() + " (must be a finite number)";
        if (is_mass && value < 0) return text.str() + " (masses must be at least 0)";
    }
    return "";
}

Result solve(Event const& event) {
    auto const& [a, b, px, py] = event;
    // NaN if any momentum is NaN or infinite.
    double const zero = 0 * (a.px_gev + a.py_gev + b.px_gev + b.py_gev + px + py);
    bool const is_possible = a.visible_mass_gev >= zero && b.visible_mass_gev >= zero &&
                             a.invisible_mass_gev >= zero && b.invisible_mass_gev >= zero;
    if (!is_possible || !std::isfinite(scale_of(event))) throw InputError(problem_of(event));
    double const scale = scale_of(event);
    if (scale == 0) return {.mt2_gev = 0, .regime = Regime::zero};
    auto const pair = in_units_of(scale, event);
    // In GeV, so that the floor is the sum of the masses as given, without rounding.
    double const floor_gev = std::fmax(a.visible_mass_gev + a.invisible_mass_gev,
                                       b.visible_mass_gev + b.invisible_mass_gev);
    if (auto const regime = closed_regime(pair)) return {.mt2_gev = floor_gev, .regime = *regime};
    auto const [mt2, method] = balanced_mt2(pair);
    return {
        .mt2_gev = std::fmax(floor_gev, scale * mt2), .regime = Regime::balanced, .method = method};
}

double larger_transverse_mass_gev(Event const& event, double q1x_gev, double q1y_gev) {
    if (auto const problem = problem_of(event); !problem.empty()) throw InputError(problem);
    double const scale = std::fmax(scale_of(event), 1e-300);
    auto const pair = in_units_of(scale, event);
    return scale * std::sqrt(pair.larger_squared_mass({q1x_gev / scale, q1y_gev / scale}));
}

}  // namespace balmer::physics::mt2
