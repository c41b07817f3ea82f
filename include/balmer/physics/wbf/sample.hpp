/// \file
/// The events of `balmer generate wbf`: pp -> H jj by W fusion with a CP-odd operator.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/constants.hpp"
#include "balmer/physics/detector.hpp"
#include "balmer/physics/parton_density.hpp"
#include "balmer/physics/progress.hpp"
#include "balmer/physics/score_summary.hpp"
#include "balmer/physics/wbf/matrix_element.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace balmer::physics::wbf {

struct Cuts {
    double jet_pt_min_gev = 20;
    double jet_eta_max = 5;
    /// The least |eta_1 - eta_2|.
    double jet_separation_min = 2;
    bool operator==(Cuts const&) const = default;
};

struct Settings {
    /// The Wilson coefficient f, for the events and their score [TeV^-2].
    double theta = 0;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    /// A name for make_parton_density().
    std::string pdf = "cteq5l";
    double factorisation_scale_gev = w_mass_gev;
    double sqrt_s_gev = lhc_sqrt_s_gev;
    Cuts cuts{};
    /// At theta = 0 no mean is subtracted: it is zero by CP.
    ScoreTarget target{};
    /// If given, the jets are measured, and the measured jets must pass the cuts as well.
    std::optional<DetectorSettings> detector{};
};

/// Throws InputError with all invalid settings.
void validate(Settings const& settings);

/// The beam along +z gives the u quark in one half of the events.
struct Event {
    /// Parton momenta.
    Momenta momenta;
    /// pd and pu, as the detector measures them if there is one.
    std::array<FourVector, 2> jets;
    /// Momentum fractions of the partons from the beams along +z and -z.
    double x1, x2;
    double y_h;
    /// 1, or more for the few events above the largest weight.
    double weight;
    QuadraticInTheta matrix_element;
};

using Sample = ScoredSample<Settings, Event>;

/// Collective: settings.event_count unweighted events on rank 0, none elsewhere. They depend on the
/// settings alone. Throws InputError if the settings are invalid or nothing passes the cuts.
Sample generate(Settings const& settings, parallel::Communicator const& communicator = {},
                Progress const& progress = {});

/// Observables of two jets. Jet 1 has the larger pT.
struct Observables {
    double pt1_gev, pt2_gev;
    double eta1, eta2;
    /// phi(jet of larger eta) - phi(jet of smaller eta), in [-pi, pi).
    double dphi;
    /// |eta1 - eta2|.
    double deta;
    double mjj_gev;
};

Observables observables_of(FourVector const& jet_a, FourVector const& jet_b);

/// Whether two jets pass the cuts.
bool passes(Cuts const& cuts, FourVector const& jet_a, FourVector const& jet_b);

/// The columns, parameters and score of a sample.
formats::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::wbf
