#include "balmer/physics/detector.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace balmer::physics {
namespace {

/// The measured quantity: pT, or |p| for the energy of a light object.
double size_gev(FourVector const& p, ResolutionVariable variable) {
    double const transverse = pt(p);
    return variable == ResolutionVariable::energy ? std::hypot(transverse, p.pz) : transverse;
}

}  // namespace

std::string to_string(ResolutionVariable variable) {
    return variable == ResolutionVariable::energy ? "energy" : "pt";
}

std::optional<ResolutionVariable> resolution_variable(std::string_view name) {
    for (auto const variable : all_resolution_variables) {
        if (name == to_string(variable)) return variable;
    }
    return std::nullopt;
}

void check(DetectorSettings const& settings, ProblemList& problems) {
    auto const check_one = [&](char const* name, double value, double largest, char const* unit,
                               double usual) {
        if (value >= 0 && value <= largest) return;
        std::ostringstream text;
        text << "the detector's " << name << " is " << value << unit
             << " (must not be negative, and at most " << largest << "). Take " << usual << "?";
        problems.add(text.str());
    };
    check_one("stochastic term", settings.stochastic, 1000, " sqrt(GeV)", 1.0);
    check_one("constant term", settings.constant, 10, "", 0.1);
    check_one("resolution of eta", settings.eta, 10, "", 0.02);
    check_one("resolution of phi", settings.phi, 10, " rad", 0.02);
}

double resolution_gev(DetectorSettings const& settings, double v_gev) {
    return std::sqrt(settings.stochastic * settings.stochastic * v_gev +
                     settings.constant * settings.constant * v_gev * v_gev);
}

std::optional<FourVector> measured(FourVector const& momentum, DetectorSettings const& settings,
                                   RandomStream& stream) {
    double const true_size = size_gev(momentum, settings.variable);
    double const size = true_size + resolution_gev(settings, true_size) * stream.normal();
    double const found_eta = eta(momentum) + settings.eta * stream.normal();
    double const found_phi = phi(momentum) + settings.phi * stream.normal();
    // eta is infinite along the beam.
    if (!(size > 0) || !std::isfinite(found_eta)) return std::nullopt;
    bool const is_energy = settings.variable == ResolutionVariable::energy;
    double const found_pt = is_energy ? size / std::cosh(found_eta) : size;
    double const pz = found_pt * std::sinh(found_eta);
    double const squared_mass = std::max(mass2(momentum), 0.0);
    FourVector const found{std::sqrt(found_pt * found_pt + pz * pz + squared_mass),
                           found_pt * std::cos(found_phi), found_pt * std::sin(found_phi), pz};
    return std::isfinite(found.e) && std::isfinite(found_phi) ? std::optional(found) : std::nullopt;
}

}  // namespace balmer::physics
