#include "balmer/base/version.hpp"
#include "balmer/physics/processes/wbf.hpp"

#include <cmath>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace balmer::physics {
namespace {

using Columns = std::vector<data::EventColumn>;

template <class Value>
data::EventColumn column(std::string name, std::string unit, std::string description,
                         std::vector<WbfEvent> const& events, Value const& value_of) {
    data::EventColumn result{std::move(name), std::move(unit), std::move(description), {}};
    result.values.reserve(events.size());
    for (auto const& event : events) result.values.push_back(value_of(event));
    return result;
}

Columns feature_columns(std::vector<WbfEvent> const& events) {
    std::vector<WbfObservables> seen;
    seen.reserve(events.size());
    for (auto const& event : events) {
        seen.push_back(wbf_observables(event.momenta.pd, event.momenta.pu));
    }
    Columns columns;
    auto const add = [&](char const* name, char const* unit, char const* description,
                         auto const& value_of) {
        data::EventColumn result{name, unit, description, {}};
        result.values.reserve(seen.size());
        for (auto const& o : seen) result.values.push_back(value_of(o));
        columns.push_back(std::move(result));
    };
    using O = WbfObservables;
    constexpr double mh = higgs_mass_gev;
    add("x_p1", "1", "pT of the leading jet / m_H", [](O const& o) { return o.pt1_gev / mh; });
    add("x_p2", "1", "pT of the subleading jet / m_H", [](O const& o) { return o.pt2_gev / mh; });
    add("dphi", "rad", "phi of the jet with larger eta minus phi of the other, in [-pi, pi)",
        [](O const& o) { return o.dphi; });
    add("deta", "1", "|eta1 - eta2|", [](O const& o) { return o.deta; });
    add("pt1", "GeV", "pT of the leading jet", [](O const& o) { return o.pt1_gev; });
    add("pt2", "GeV", "pT of the subleading jet", [](O const& o) { return o.pt2_gev; });
    add("eta1", "1", "pseudorapidity of the leading jet", [](O const& o) { return o.eta1; });
    add("eta2", "1", "pseudorapidity of the subleading jet", [](O const& o) { return o.eta2; });
    add("mjj", "GeV", "invariant mass of the two jets", [](O const& o) { return o.mjj_gev; });
    add("x_px", "1", "sqrt(pt1 pt2) / m_H",
        [](O const& o) { return std::sqrt(o.pt1_gev * o.pt2_gev) / mh; });
    add("s_phi", "1", "sin(dphi)", [](O const& o) { return std::sin(o.dphi); });
    return columns;
}

void add_momentum(Columns& columns, std::vector<WbfEvent> const& events, std::string const& name,
                  std::string const& particle, FourVector WbfMomenta::*momentum) {
    using Component = std::pair<char const*, double FourVector::*>;
    for (auto const& [suffix, component] :
         {Component{"e", &FourVector::e}, Component{"px", &FourVector::px},
          Component{"py", &FourVector::py}, Component{"pz", &FourVector::pz}}) {
        columns.push_back(column(name + "_" + suffix, "GeV",
                                 std::string(suffix) + " of the " + particle, events,
                                 [momentum, component = component](WbfEvent const& event) {
                                     return event.momenta.*momentum.*component;
                                 }));
    }
}

Columns latent_columns(std::vector<WbfEvent> const& events) {
    Columns columns;
    add_momentum(columns, events, "ku", "incoming u quark", &WbfMomenta::ku);
    add_momentum(columns, events, "kd", "incoming d quark", &WbfMomenta::kd);
    add_momentum(columns, events, "pd", "outgoing d quark (line of ku)", &WbfMomenta::pd);
    add_momentum(columns, events, "pu", "outgoing u quark (line of kd)", &WbfMomenta::pu);
    add_momentum(columns, events, "ph", "Higgs boson", &WbfMomenta::ph);
    auto const add = [&](char const* name, char const* unit, char const* description,
                         auto const& value_of) {
        columns.push_back(column(name, unit, description, events, value_of));
    };
    using E = WbfEvent;
    add("x1", "1", "momentum fraction of the parton from the beam along +z",
        [](E const& event) { return event.x1; });
    add("x2", "1", "momentum fraction of the parton from the beam along -z",
        [](E const& event) { return event.x2; });
    add("y_h", "1", "rapidity of the Higgs boson", [](E const& event) { return event.y_h; });
    add("me_sm", "GeV^-2", "|M|^2 = me_sm + me_lin theta + me_quad theta^2, averaged",
        [](E const& event) { return event.matrix_element.sm; });
    add("me_lin", "GeV^-2 TeV^2", "coefficient of theta in |M|^2",
        [](E const& event) { return event.matrix_element.lin; });
    add("me_quad", "GeV^-2 TeV^4", "coefficient of theta^2 in |M|^2",
        [](E const& event) { return event.matrix_element.quad; });
    return columns;
}

nlohmann::ordered_json parameters_of(WbfSample const& sample) {
    auto const& [settings, events, summary] = sample;
    auto const json = [](Estimate const& estimate) {
        return nlohmann::ordered_json{{"value", estimate.value}, {"error", estimate.error}};
    };
    return {
        {"theta", settings.theta},
        {"theta_unit", "TeV^-2"},
        {"event_count", events.size()},
        {"sqrt_s_gev", settings.sqrt_s_gev},
        {"pdf", to_string(settings.pdf)},
        {"factorisation_scale_gev", settings.factorisation_scale_gev},
        {"cuts",
         {{"jet_pt_min_gev", settings.cuts.jet_pt_min_gev},
          {"jet_eta_max", settings.cuts.jet_eta_max},
          {"jet_separation_min", settings.cuts.jet_separation_min}}},
        {"subtract", settings.subtract},
        {"cross_section_pb", summary.cross_section_pb.value},
        {"cross_section_error_pb", summary.cross_section_pb.error},
        {"efficiency", summary.efficiency},
        {"overweight_fraction", summary.overweight_fraction},
        {"overweight_count", summary.overweight_count},
        {"score_mean", json(summary.score_mean)},
        {"score_variance", summary.score_variance},
        {"sigma_ratio_note", "sigma(theta + d) / sigma(theta) = 1 + linear d + quadratic d^2"},
        {"sigma_ratio_linear", json(summary.linear)},
        {"sigma_ratio_quadratic", json(summary.quadratic)},
        {"code_version", version()},
        {"code_commit", commit()},
    };
}

/// What `subtract` takes from each score. CP makes it exactly zero at theta = 0.
double subtracted_score(WbfSample const& sample) {
    bool const needed = sample.settings.subtract && sample.settings.theta != 0;
    return needed ? sample.summary.score_mean.value : 0.0;
}

}  // namespace

data::EventFile to_event_file(WbfSample const& sample) {
    auto const& events = sample.events;
    double const theta = sample.settings.theta, subtracted = subtracted_score(sample);
    data::EventFile file;
    file.process = "wbf";
    auto parameters = parameters_of(sample);
    parameters["subtracted_score"] = subtracted;
    file.parameters = parameters.dump();
    file.seed = sample.settings.seed;
    file.created_by = "balmer " + version();
    file.features = feature_columns(events);
    file.targets.push_back(column(
        "score", "TeV^2",
        sample.settings.subtract ? "joint score d ln|M|^2 / d theta at theta, minus its mean"
                                 : "joint score d ln|M|^2 / d theta at theta",
        events,
        [&](WbfEvent const& event) { return event.matrix_element.score(theta) - subtracted; }));
    file.weights.push_back(
        column("weight", "1",
               "1; above 1, by weight / largest weight, for the few events beyond the largest "
               "weight of unweighting",
               events, [](WbfEvent const& event) { return event.weight; }));
    file.latent = latent_columns(events);
    return file;
}

data::EventFile generate_wbf(WbfSettings const& settings) {
    return to_event_file(sample_wbf(settings));
}

}  // namespace balmer::physics
