/// \file
/// The stransverse mass MT2 of events with two parents, each with an invisible decay product.
#pragma once

#include <cstddef>
#include <string>

namespace balmer::physics::mt2 {

/// The decay products of one parent: a visible part, and an invisible part of assumed mass. GeV.
struct Branch {
    /// At least 0.
    double visible_mass_gev = 0;
    /// Transverse momentum of the visible part.
    double px_gev = 0;
    double py_gev = 0;
    /// The assumed mass; at least 0.
    double invisible_mass_gev = 0;
    bool operator==(Branch const&) const = default;
};

/// Two branches and the sum of the transverse momenta of both invisible parts.
struct Event {
    Branch first;
    Branch second;
    /// Missing transverse momentum. Any value is allowed, which covers upstream radiation.
    double missing_px_gev = 0;
    double missing_py_gev = 0;
    bool operator==(Event const&) const = default;
};

enum class Regime {
    /// Both transverse masses are equal at the minimum.
    balanced,
    /// One branch is at its own least transverse mass, m + chi, which exceeds that of the other.
    unbalanced,
    /// All masses are zero and the missing momentum is k1 p1 + k2 p2 with k1, k2 >= 0.
    zero,
    /// The minimum is approached as the invisible momenta grow without limit, but not reached.
    at_infinity
};

enum class Method {
    closed_form,
    /// In double precision.
    newton,
    /// In long double, with many more steps.
    patient_newton,
    /// In long double.
    bisection
};

/// Whether the solution in double precision did not converge.
constexpr bool is_in_long_double(Method method) {
    return method == Method::patient_newton || method == Method::bisection;
}

struct Result {
    double mt2_gev = 0;
    Regime regime = Regime::balanced;
    Method method = Method::closed_form;
};

/// min over q1 + q2 = missing of max(mT1(q1), mT2(q2)), with
/// mTi^2 = mi^2 + chi_i^2 + 2 (Ei ei - pi.qi), Ei^2 = mi^2 + pi^2, ei^2 = chi_i^2 + qi^2.
///
/// The relative error of mt2_gev^2 is below 1e-9 (1e-13 for most events) down to MT2 of 1e-6 of the
/// largest component of the event. Newton's method on the Lagrangian finds the minimum in double
/// precision. If it does not converge in 30 steps (about one event in 10^4 with masses, one in 60
/// if all masses are zero: minima next to the kink of mT at q = 0), it is repeated in long double,
/// and bisection solves the rest, a few in 10^6 of the massless events. `method` tells which was
/// used. Does not allocate memory. Throws InputError for an invalid event, see problem_of().
///
/// Source: arXiv:hep-ph/9906349 (definition);
/// Eq. (3) to (5) of arXiv:2211.08420.
Result solve(Event const& event);

/// max(mT1, mT2) for a given momentum q1 of the first invisible part [GeV]: not below MT2.
double larger_transverse_mass_gev(Event const& event, double q1x_gev, double q1y_gev);

/// Why `event` is invalid (a component that is NaN or infinite, a negative mass); "" if it is
/// valid.
std::string problem_of(Event const& event);

}  // namespace balmer::physics::mt2
