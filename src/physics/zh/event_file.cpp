#include "balmer/physics/zh/sample.hpp"

#include "physics/event_columns.hpp"
#include "physics/sample_parameters.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace balmer::physics::zh {
namespace {

using Columns = std::vector<formats::EventColumn>;

Columns feature_columns(std::vector<Event> const& events) {
    std::vector<Observables> seen;
    seen.reserve(events.size());
    for (auto const& event : events) seen.push_back(observables_of(event.observed));
    using O = Observables;
    Columns columns;
    ColumnWriter write(columns, seen);
    write.add("x_p", "1", "pT of the Z boson / m_H",
              [](O const& o) { return o.pt_gev / higgs_mass_gev; });
    write.add("x_eta", "1", "|eta_Z - eta_H|", [](O const& o) { return std::abs(o.eta_minus()); });
    write.add("pT", "GeV", "transverse momentum of the Z boson",
              [](O const& o) { return o.pt_gev; });
    write.add("eta_Z", "1", "pseudorapidity of the Z boson", [](O const& o) { return o.eta_z; });
    write.add("eta_H", "1", "pseudorapidity of the Higgs boson",
              [](O const& o) { return o.eta_h; });
    write.add("eta_minus", "1", "eta_Z - eta_H", [](O const& o) { return o.eta_minus(); });
    write.add("eta_plus", "1", "eta_Z + eta_H", [](O const& o) { return o.eta_plus(); });
    write.add("m_ZH", "GeV", "invariant mass of Z and H", [](O const& o) { return o.m_zh_gev; });
    return columns;
}

void add_parton_momenta(Columns& columns, Sample const& sample) {
    std::vector<Momenta> momenta;
    momenta.reserve(sample.events.size());
    for (auto const& e : sample.events) {
        momenta.push_back(beam_frame_momenta(e.x1, e.x2, e.cos_theta_star, e.azimuth,
                                             sample.settings.sqrt_s_gev));
    }
    ColumnWriter write(columns, momenta);
    write.add_momentum("z", "Z boson", [](Momenta const& m) { return m.z; });
    write.add_momentum("h", "Higgs boson", [](Momenta const& m) { return m.h; });
}

Columns latent_columns(Sample const& sample) {
    using E = Event;
    Columns columns;
    ColumnWriter write(columns, sample.events);
    write.add("flavour", "1", "of the quark: 1 = d, 2 = u",
              [](E const& e) { return static_cast<double>(e.quark); });
    write.add("x1", "1", "momentum fraction of the parton from the beam along +z",
              [](E const& e) { return e.x1; });
    write.add("x2", "1", "momentum fraction of the parton from the beam along -z",
              [](E const& e) { return e.x2; });
    write.add("cos_theta_star", "1", "of the Z boson with +z, in the rest frame of Z and H",
              [](E const& e) { return e.cos_theta_star; });
    write.add("p0", "1", "|M|^2 = p0 + a theta + b theta^2, averaged",
              [](E const& e) { return e.matrix_element.sm; });
    write.add("a", "TeV^2", "coefficient of theta in |M|^2",
              [](E const& e) { return e.matrix_element.lin; });
    write.add("b", "TeV^4", "coefficient of theta^2 in |M|^2",
              [](E const& e) { return e.matrix_element.quad; });
    add_parton_momenta(columns, sample);
    return columns;
}

/// An end at infinity is null.
nlohmann::ordered_json json_of(PtWindow const& window) {
    nlohmann::ordered_json json = {{"min_gev", window.min_gev}, {"max_gev", nullptr}};
    if (std::isfinite(window.max_gev)) json["max_gev"] = window.max_gev;
    return json;
}

nlohmann::ordered_json parameters_of(Sample const& sample) {
    auto const& [settings, events, summary] = sample;
    auto const q_max_gev = make_parton_density(settings.pdf)->range().q_max_gev;
    nlohmann::ordered_json parameters = {
        {"theta", settings.theta},
        {"theta_unit", "TeV^-2"},
        {"event_count", events.size()},
        {"flavours", to_string(settings.flavours)},
        {"amplitude", to_string(settings.amplitude)},
        {"pt_window", json_of(settings.pt_window)},
        {"sqrt_s_gev", settings.sqrt_s_gev},
        {"pdf", settings.pdf},
        {"factorisation_scale", "sqrt(s) of the partons"},
        {"factorisation_scale_max_gev", q_max_gev},
        {"detector", to_json(settings.detector)},
    };
    add_score_parameters(parameters, summary, settings.target);
    return parameters;
}

}  // namespace

formats::EventFile to_event_file(Sample const& sample) {
    auto file = empty_event_file("zh", sample.settings.seed, parameters_of(sample));
    file.features = feature_columns(sample.events);
    add_score_columns(file, sample.events, sample.settings.theta, sample.summary,
                      sample.settings.target);
    file.latent = latent_columns(sample);
    return file;
}

}  // namespace balmer::physics::zh
