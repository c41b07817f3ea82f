/// \file
/// The stransverse mass MT2 of events in which two parents each leave something unseen.
#pragma once

#include <cstddef>
#include <string>

namespace balmer::physics::mt2 {

/// What one parent decays to: something visible, and something invisible of an assumed mass. GeV.
struct Branch {
    /// Of the visible part; at least 0.
    double visible_mass_gev = 0;
    /// Transverse momentum of the visible part.
    double px_gev = 0;
    double py_gev = 0;
    /// Hypothesis for the invisible part; at least 0.
    double invisible_mass_gev = 0;
    bool operator==(Branch const&) const = default;
};

/// Two branches and what both invisible parts carry off together.
struct Event {
    Branch first;
    Branch second;
    /// Missing transverse momentum; any, so that upstream radiation needs no word.
    double missing_px_gev = 0;
    double missing_py_gev = 0;
    bool operator==(Event const&) const = default;
};

enum class Regime {
    /// Both transverse masses are equal at the minimum.
    balanced,
    /// One branch stands at its own least transverse mass, m + chi, which exceeds the other's.
    unbalanced,
    /// Everything is massless and the missing momentum is k1 p1 + k2 p2 with k1, k2 >= 0.
    zero,
    /// The least value is only approached, as the invisible momenta grow without limit.
    at_infinity
};

enum class Method {
    closed_form,
    /// In double.
    newton,
    /// In long double, with many more steps.
    patient_newton,
    /// In long double.
    bisection
};

/// Whether the quick solution in double left the event open.
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
/// Relative error of mt2_gev^2 below 1e-9 (1e-13 for most events) down to MT2 of 1e-6 of the
/// event's largest component. Newton's method on the Lagrangian finds the minimum in double. Where
/// 30 steps do not settle it (one event in some 10^4 with masses, one in 60 where all is massless:
/// minima next to the edge of mT at q = 0), it goes on in long double; bisection is left for a few
/// in 10^6 of the massless ones. `method` says which. A pure function, free of allocation. Throws
/// InputError, see problem_of(), for impossible events. Source: arXiv:hep-ph/9906349 (definition);
/// Eq. (3) to (5) of arXiv:2211.08420.
Result solve(Event const& event);

/// The least max(mT1, mT2) at one given share of the first invisible part [GeV]: not below MT2.
double larger_transverse_mass_gev(Event const& event, double q1x_gev, double q1y_gev);

/// What makes `event` impossible (a component that is NaN or infinite, a negative mass), or "".
std::string problem_of(Event const& event);

}  // namespace balmer::physics::mt2
