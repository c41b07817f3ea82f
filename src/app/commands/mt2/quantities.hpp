/// \file
/// The ten numbers of an event, as `balmer mt2` names them.
#pragma once

#include "balmer/physics/mt2.hpp"

#include <array>

namespace balmer::app {

/// One of the ten numbers of an event.
struct Mt2Quantity {
    char const* name;
    char const* text;
    bool is_mass;
    /// Either a number of the event itself, or one of a branch.
    double physics::Mt2Event::*missing;
    physics::Mt2Branch physics::Mt2Event::*branch;
    double physics::Mt2Branch::*component;

    double& in(physics::Mt2Event& event) const {
        return missing != nullptr ? event.*missing : event.*branch.*component;
    }
};

namespace mt2_detail {

using Event = physics::Mt2Event;
using Branch = physics::Mt2Branch;

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
    mt2_detail::mass("m1", "mass of visible part 1", &physics::Mt2Event::first,
                     &physics::Mt2Branch::visible_mass_gev),
    mt2_detail::momentum("p1x", "px of visible part 1", &physics::Mt2Event::first,
                         &physics::Mt2Branch::px_gev),
    mt2_detail::momentum("p1y", "py of visible part 1", &physics::Mt2Event::first,
                         &physics::Mt2Branch::py_gev),
    mt2_detail::mass("m2", "mass of visible part 2", &physics::Mt2Event::second,
                     &physics::Mt2Branch::visible_mass_gev),
    mt2_detail::momentum("p2x", "px of visible part 2", &physics::Mt2Event::second,
                         &physics::Mt2Branch::px_gev),
    mt2_detail::momentum("p2y", "py of visible part 2", &physics::Mt2Event::second,
                         &physics::Mt2Branch::py_gev),
    mt2_detail::missing("pmissx", "missing px", &physics::Mt2Event::missing_px_gev),
    mt2_detail::missing("pmissy", "missing py", &physics::Mt2Event::missing_py_gev),
    mt2_detail::mass("chi1", "mass of invisible part 1", &physics::Mt2Event::first,
                     &physics::Mt2Branch::invisible_mass_gev),
    mt2_detail::mass("chi2", "mass of invisible part 2", &physics::Mt2Event::second,
                     &physics::Mt2Branch::invisible_mass_gev)};

}  // namespace balmer::app
