/// \file
/// Events of pp -> H jj by W fusion with a CP-odd operator: what `balmer generate wbf` makes.
#pragma once

#include "balmer/data/event_file.hpp"
#include "balmer/physics/constants.hpp"
#include "balmer/physics/parton_density.hpp"
#include "balmer/physics/processes/wbf_matrix_element.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

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
    PartonDensitySet pdf = PartonDensitySet::cteq5l;
    double factorisation_scale_gev = w_mass_gev;
    double sqrt_s_gev = lhc_sqrt_s_gev;
    WbfCuts cuts{};
    /// Subtract the mean score sigma'/sigma at theta (zero at theta = 0 by CP).
    bool subtract = false;
    /// Called from time to time with the done fraction, in [0, 1].
    std::function<void(double fraction)> progress{};
};

/// Throws InputError with every impossible setting.
void validate(WbfSettings const& settings);

/// A parton-level event. The beam along +z gives the u quark in one half of the events.
struct WbfEvent {
    WbfMomenta momenta;
    /// Momentum fractions of the partons from the beams along +z and -z.
    double x1, x2;
    double y_h;
    /// 1, or more for the few events above the largest weight.
    double weight;
    QuadraticInTheta matrix_element;
};

/// A mean and its standard error.
struct Estimate {
    double value = 0;
    double error = 0;
};

struct WbfSummary {
    Estimate cross_section_pb;
    /// Accepted share of the trials.
    double efficiency = 0;
    /// Share of the cross-section above the largest weight; carried by weights > 1.
    double overweight_fraction = 0;
    std::size_t overweight_count = 0;
    /// Of d ln |M|^2 / d theta at theta, before any subtraction [TeV^2], [TeV^4].
    Estimate score_mean;
    double score_variance = 0;
    /// sigma(theta + d) / sigma(theta) = 1 + linear d + quadratic d^2.
    Estimate linear;
    Estimate quadratic;
};

struct WbfSample {
    WbfSettings settings;
    std::vector<WbfEvent> events;
    WbfSummary summary;
};

/// Exactly settings.event_count unweighted events. The result depends on the settings alone.
WbfSample sample_wbf(WbfSettings const& settings);

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

/// Columns, parameters and score of a sample.
data::EventFile to_event_file(WbfSample const& sample);

/// to_event_file(sample_wbf(settings)).
data::EventFile generate_wbf(WbfSettings const& settings);

}  // namespace balmer::physics
