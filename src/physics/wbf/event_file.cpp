#include "balmer/physics/wbf/sample.hpp"

#include "physics/event_columns.hpp"
#include "physics/sample_parameters.hpp"

#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

namespace balmer::physics::wbf {
namespace {

using Columns = std::vector<formats::EventColumn>;

Columns feature_columns(std::vector<Event> const& events) {
    std::vector<Observables> seen;
    seen.reserve(events.size());
    for (auto const& event : events) {
        seen.push_back(observables_of(event.jets[0], event.jets[1]));
    }
    using O = Observables;
    constexpr double mh = higgs_mass_gev;
    Columns columns;
    ColumnWriter write(columns, seen);
    write.add("x_p1", "1", "pT of the leading jet / m_H",
              [](O const& o) { return o.pt1_gev / mh; });
    write.add("x_p2", "1", "pT of the subleading jet / m_H",
              [](O const& o) { return o.pt2_gev / mh; });
    write.add("dphi", "rad", "phi of the jet with larger eta minus phi of the other, in [-pi, pi)",
              [](O const& o) { return o.dphi; });
    write.add("deta", "1", "|eta1 - eta2|", [](O const& o) { return o.deta; });
    write.add("pt1", "GeV", "pT of the leading jet", [](O const& o) { return o.pt1_gev; });
    write.add("pt2", "GeV", "pT of the subleading jet", [](O const& o) { return o.pt2_gev; });
    write.add("eta1", "1", "pseudorapidity of the leading jet", [](O const& o) { return o.eta1; });
    write.add("eta2", "1", "pseudorapidity of the subleading jet",
              [](O const& o) { return o.eta2; });
    write.add("mjj", "GeV", "invariant mass of the two jets", [](O const& o) { return o.mjj_gev; });
    write.add("x_px", "1", "sqrt(pt1 pt2) / m_H",
              [](O const& o) { return std::sqrt(o.pt1_gev * o.pt2_gev) / mh; });
    write.add("s_phi", "1", "sin(dphi)", [](O const& o) { return std::sin(o.dphi); });
    return columns;
}

Columns latent_columns(std::vector<Event> const& events) {
    using E = Event;
    Columns columns;
    ColumnWriter write(columns, events);
    write.add_momentum("ku", "incoming u quark", [](E const& e) { return e.momenta.ku; });
    write.add_momentum("kd", "incoming d quark", [](E const& e) { return e.momenta.kd; });
    write.add_momentum("pd", "outgoing d quark (line of ku)",
                       [](E const& e) { return e.momenta.pd; });
    write.add_momentum("pu", "outgoing u quark (line of kd)",
                       [](E const& e) { return e.momenta.pu; });
    write.add_momentum("ph", "Higgs boson", [](E const& e) { return e.momenta.ph; });
    write.add("x1", "1", "momentum fraction of the parton from the beam along +z",
              [](E const& event) { return event.x1; });
    write.add("x2", "1", "momentum fraction of the parton from the beam along -z",
              [](E const& event) { return event.x2; });
    write.add("y_h", "1", "rapidity of the Higgs boson", [](E const& event) { return event.y_h; });
    write.add("me_sm", "GeV^-2", "|M|^2 = me_sm + me_lin theta + me_quad theta^2, averaged",
              [](E const& event) { return event.matrix_element.sm; });
    write.add("me_lin", "GeV^-2 TeV^2", "coefficient of theta in |M|^2",
              [](E const& event) { return event.matrix_element.lin; });
    write.add("me_quad", "GeV^-2 TeV^4", "coefficient of theta^2 in |M|^2",
              [](E const& event) { return event.matrix_element.quad; });
    return columns;
}

/// At theta = 0 the mean is exactly zero by CP, and the mean of a sample is noise.
ScoreTarget target_of(Settings const& settings) {
    ScoreTarget target = settings.target;
    target.subtract = target.subtract && settings.theta != 0;
    return target;
}

nlohmann::ordered_json parameters_of(Sample const& sample) {
    auto const& [settings, events, summary] = sample;
    nlohmann::ordered_json parameters = {
        {"theta", settings.theta},
        {"theta_unit", "TeV^-2"},
        {"event_count", events.size()},
        {"sqrt_s_gev", settings.sqrt_s_gev},
        {"pdf", settings.pdf},
        {"factorisation_scale_gev", settings.factorisation_scale_gev},
        {"cuts",
         {{"jet_pt_min_gev", settings.cuts.jet_pt_min_gev},
          {"jet_eta_max", settings.cuts.jet_eta_max},
          {"jet_separation_min", settings.cuts.jet_separation_min}}},
        {"detector", to_json(settings.detector)},
    };
    add_score_parameters(parameters, summary, target_of(settings));
    return parameters;
}

}  // namespace

formats::EventFile to_event_file(Sample const& sample) {
    auto file = empty_event_file("wbf", sample.settings.seed, parameters_of(sample));
    file.features = feature_columns(sample.events);
    add_score_columns(file, sample.events, sample.settings.theta, sample.summary,
                      target_of(sample.settings));
    file.latent = latent_columns(sample.events);
    return file;
}

}  // namespace balmer::physics::wbf
