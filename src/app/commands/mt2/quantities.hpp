/// \file
/// The ten quantities of an event and their names in `balmer mt2`.
#pragma once

#include "balmer/physics/mt2/solver.hpp"

#include <array>

namespace balmer::app {

/// One of the ten quantities of an event.
struct Mt2Quantity {
    char const* name;
    char const* text;
    bool is_mass;
    /// A member of the event, or a member of one of its branches.
    double physics::mt2::Event::*missing;
    physics::mt2::Branch physics::mt2::Event::*branch;
    double physics::mt2::Branch::*component;

    double& in(physics::mt2::Event& event) const {
        return missing != nullptr ? event.*missing : event.*branch.*component;
    }
};

namespace mt2_detail {

using Event = physics::mt2::Event;
using Branch = physics::mt2::Branch;

constexpr Mt2Quantity mass(char const* name, char const* text, Branch Event::*branch,
                           double Branch::*component) {
    return {name, text, true, nullptr, branch, component};
}

constexpr Mt2Quantity momentum(char const* name, char const* text, Branch Event::*branch,
                               double Branch::*component) {
    return {name, text, false, nullptr, branch, component};
}

constexpr Mt2Quantity missing(char const* name, char const* text, double Event::*component) {
    return {name, text, false, component, nullptr, nullptr};
}

}  // namespace mt2_detail

/// In the order of --event. GeV.
inline constexpr std::array mt2_quantities = {
    mt2_detail::mass("m1", "mass of visible part 1", &physics::mt2::Event::first,
                     &physics::mt2::Branch::visible_mass_gev),
    mt2_detail::momentum("p1x", "px of visible part 1", &physics::mt2::Event::first,
                         &physics::mt2::Branch::px_gev),
    mt2_detail::momentum("p1y", "py of visible part 1", &physics::mt2::Event::first,
                         &physics::mt2::Branch::py_gev),
    mt2_detail::mass("m2", "mass of visible part 2", &physics::mt2::Event::second,
                     &physics::mt2::Branch::visible_mass_gev),
    mt2_detail::momentum("p2x", "px of visible part 2", &physics::mt2::Event::second,
                         &physics::mt2::Branch::px_gev),
    mt2_detail::momentum("p2y", "py of visible part 2", &physics::mt2::Event::second,
                         &physics::mt2::Branch::py_gev),
    mt2_detail::missing("pmissx", "missing px", &physics::mt2::Event::missing_px_gev),
    mt2_detail::missing("pmissy", "missing py", &physics::mt2::Event::missing_py_gev),
    mt2_detail::mass("chi1", "mass of invisible part 1", &physics::mt2::Event::first,
                     &physics::mt2::Branch::invisible_mass_gev),
    mt2_detail::mass("chi2", "mass of invisible part 2", &physics::mt2::Event::second,
                     &physics::mt2::Branch::invisible_mass_gev)};

}  // namespace balmer::app
