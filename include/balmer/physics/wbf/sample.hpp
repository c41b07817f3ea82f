/// \file
/// Events of pp -> H jj by W fusion with a CP-odd operator: what `balmer generate wbf` makes.
#pragma once

#include "balmer/data/event_file.hpp"
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
    /// Of |eta_1 - eta_2|.
    double jet_separation_min = 2;
    bool operator==(Cuts const&) const = default;
};

struct Settings {
    /// f of the events, TeV^-2; the score is taken there too.
    double theta = 0;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    /// A name that make_parton_density() knows.
    std::string pdf = "cteq5l";
    double factorisation_scale_gev = w_mass_gev;
    double sqrt_s_gev = lhc_sqrt_s_gev;
    Cuts cuts{};
    /// The mean score is zero at theta = 0 by CP.
    ScoreTarget target{};
    /// Where there is one, jets are measured by it and the cuts hold for what is measured.
    std::optional<DetectorSettings> detector{};
};

/// Throws InputError with every impossible setting.
void validate(Settings const& settings);

/// The beam along +z gives the u quark in one half of the events.
struct Event {
    /// Of the partons.
    Momenta momenta;
    /// As observed: pd and pu, or what a detector makes of them.
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
/// settings alone. Throws InputError where validate() does, and when nothing passes the cuts.
Sample generate(Settings const& settings, parallel::Communicator const& communicator = {},
                Progress const& progress = {});

/// What an experiment sees of two jets. Jet 1 has the larger pT.
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

/// Whether two jets pass.
bool passes(Cuts const& cuts, FourVector const& jet_a, FourVector const& jet_b);

/// Columns, parameters and score of a sample.
data::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::wbf
