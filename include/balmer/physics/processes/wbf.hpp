/// \file
/// Events of pp -> H jj by W fusion with a CP-odd operator: what `balmer generate wbf` makes.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/physics/block_team.hpp"
#include "balmer/physics/constants.hpp"
#include "balmer/physics/detector.hpp"
#include "balmer/physics/parton_density.hpp"
#include "balmer/physics/processes/wbf_matrix_element.hpp"
#include "balmer/physics/score_summary.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace balmer::physics {

struct WbfCuts {
    double jet_pt_min_gev = 20;
    double jet_eta_max = 5;
    /// Of |eta_1 - eta_2|.
    double jet_separation_min = 2;
    bool operator==(WbfCuts const&) const = default;
};

struct WbfSettings {
    /// f of the events, TeV^-2; the score is taken there too.
    double theta = 0;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    /// A name that make_parton_density() knows.
    std::string pdf = "cteq5l";
    double factorisation_scale_gev = w_mass_gev;
    double sqrt_s_gev = lhc_sqrt_s_gev;
    WbfCuts cuts{};
    /// The mean score is zero at theta = 0 by CP.
    ScoreTarget target{};
    /// Where there is one, jets are measured by it and the cuts hold for what is measured.
    std::optional<DetectorSettings> detector{};
};

/// Throws InputError with every impossible setting.
void validate(WbfSettings const& settings);

/// The beam along +z gives the u quark in one half of the events.
struct WbfEvent {
    /// Of the partons.
    WbfMomenta momenta;
    /// As observed: pd and pu, or what a detector makes of them.
    std::array<FourVector, 2> jets;
    /// Momentum fractions of the partons from the beams along +z and -z.
    double x1, x2;
    double y_h;
    /// 1, or more for the few events above the largest weight.
    double weight;
    QuadraticInTheta matrix_element;
};

using WbfSample = Sample<WbfSettings, WbfEvent>;

/// Collective: settings.event_count unweighted events on rank 0, none elsewhere. They depend on the
/// settings alone. Throws InputError where validate() does, and when nothing passes the cuts.
WbfSample sample_wbf(WbfSettings const& settings, BlockTeam const& team = {},
                     Progress const& progress = {});

/// What an experiment sees of two jets. Jet 1 has the larger pT.
struct WbfObservables {
    double pt1_gev, pt2_gev;
    double eta1, eta2;
    /// phi(jet of larger eta) - phi(jet of smaller eta), in [-pi, pi).
    double dphi;
    /// |eta1 - eta2|.
    double deta;
    double mjj_gev;
};

WbfObservables wbf_observables(FourVector const& jet_a, FourVector const& jet_b);

/// Whether two jets pass.
bool passes(WbfCuts const& cuts, FourVector const& jet_a, FourVector const& jet_b);

/// Columns, parameters and score of a sample.
formats::EventFile to_event_file(WbfSample const& sample);

}  // namespace balmer::physics
