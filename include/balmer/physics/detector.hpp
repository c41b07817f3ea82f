/// \file
/// A parametrised detector: smears the momenta of events of any process.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/physics/event_block.hpp"
#include "balmer/physics/four_vector.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balmer::physics {

/// The quantity whose resolution the settings describe.
enum class ResolutionVariable { transverse_momentum, energy };

inline constexpr std::array all_resolution_variables{ResolutionVariable::transverse_momentum,
                                                     ResolutionVariable::energy};

/// "pt", "energy".
std::string to_string(ResolutionVariable variable);
std::optional<ResolutionVariable> resolution_variable(std::string_view name);

/// Gaussian resolutions: sigma(v) = sqrt(stochastic^2 v + constant^2 v^2) of v = pT or E, and the
/// standard deviations of eta and phi.
struct DetectorSettings {
    ResolutionVariable variable = ResolutionVariable::transverse_momentum;
    /// [sqrt(GeV)]
    double stochastic = 1.0;
    double constant = 0.10;
    double eta = 0.02;
    /// [rad]
    double phi = 0.02;
    bool operator==(DetectorSettings const&) const = default;
};

/// A textbook calorimeter: 80 % / sqrt(E/GeV) and 5 %.
inline constexpr DetectorSettings energy_detector{ResolutionVariable::energy, 0.8, 0.05, 0.02,
                                                  0.02};

/// Adds a problem for each invalid resolution: negative, not finite, or above 1000 sqrt(GeV) for
/// the stochastic term and 10 for the others (far beyond any detector).
void check(DetectorSettings const& settings, ProblemList& problems);

/// sigma(v) [GeV] at v [GeV] >= 0.
double resolution_gev(DetectorSettings const& settings, double v_gev);

/// Returns the measured momentum. Draws three normal numbers from `stream`: for the size (pT or
/// |p|, the energy of a light object), eta and phi. The mass is kept. Returns nullopt if the object
/// is not seen: its measured size is not positive, it is along the beam, or its energy or direction
/// is not finite.
std::optional<FourVector> measured(FourVector const& momentum, DetectorSettings const& settings,
                                   RandomStream& stream);

/// Measures, in place, the momenta that `visible(event)` returns (a range of FourVector&). Drops an
/// event, and counts it as lost, if one of its objects is not seen or `accepts(event)` is then
/// false. Draws from `stream` in the order of the events.
template <class Event, class Visible, class Accepts>
void pass_detector(EventBlock<Event>& block, DetectorSettings const& settings, RandomStream stream,
                   Visible const& visible, Accepts const& accepts) {
    std::vector<Event> kept;
    kept.reserve(block.events.size());
    for (Event event : block.events) {
        bool is_seen = true;
        for (FourVector& momentum : visible(event)) {
            auto const found = measured(momentum, settings, stream);
            if (found) momentum = *found;
            is_seen = is_seen && found;
        }
        if (is_seen && accepts(event)) kept.push_back(event);
    }
    block.tally.lost_count += block.events.size() - kept.size();
    block.events = std::move(kept);
}

}  // namespace balmer::physics
