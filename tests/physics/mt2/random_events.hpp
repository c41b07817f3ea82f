/// \file
/// Random events of all kinds for tests of MT2.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/physics/mt2/solver.hpp"

#include <cmath>
#include <ostream>
#include <vector>

namespace balmer::physics::mt2 {

inline std::ostream& operator<<(std::ostream& stream, Event const& event) {
    auto const& [a, b, px, py] = event;
    stream.precision(17);
    for (auto const* const branch : {&a, &b}) {
        stream << branch->visible_mass_gev << ' ' << branch->px_gev << ' ' << branch->py_gev << ' '
               << branch->invisible_mass_gev << "; ";
    }
    return stream << px << ' ' << py;
}

/// Momenta with normal components of 50 GeV; masses uniform below the given bounds.
struct EventKind {
    double visible_mass_max_gev = 100;
    double invisible_mass_max_gev = 100;
    /// Multiplies the components of each momentum and mass by e^(-spread .. spread).
    double spread = 0;
};

inline Event random_event(EventKind const& kind, RandomStream& stream) {
    auto const size = [&](double value) {
        return value * std::exp(stream.uniform(-kind.spread, kind.spread));
    };
    auto const branch = [&] {
        Branch made;
        made.visible_mass_gev = size(stream.uniform(0, kind.visible_mass_max_gev));
        made.px_gev = size(50 * stream.normal());
        made.py_gev = size(50 * stream.normal());
        made.invisible_mass_gev = size(stream.uniform(0, kind.invisible_mass_max_gev));
        return made;
    };
    Event event{branch(), branch()};
    event.missing_px_gev = size(50 * stream.normal());
    event.missing_py_gev = size(50 * stream.normal());
    return event;
}

/// Massive, light, massless, with masses in one part only, and with components of very different
/// size.
inline std::vector<EventKind> event_kinds() {
    return {{100, 100}, {10, 10}, {0, 100}, {100, 0}, {0, 10}, {10, 0}, {0, 0}, {50, 50, 7}};
}

inline RandomStream stream_of(std::uint32_t index) { return {7, index, 0, Purpose::test}; }

}  // namespace balmer::physics::mt2
