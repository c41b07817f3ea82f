#include "balmer/physics/mt2/sample.hpp"

#include "physics/event_columns.hpp"
#include "physics/sample_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace balmer::physics::mt2 {
namespace {

struct Feature {
    char const* name;
    char const* unit;
    char const* description;
    double (*value_of)(SampleEvent const&);
};

double squared(double x) { return x * x; }

double energy_gev(Branch const& branch) {
    return std::sqrt(squared(branch.visible_mass_gev) + squared(branch.px_gev) +
                     squared(branch.py_gev));
}

double visible_momentum_gev(SampleEvent const& made) {
    auto const& [first, second, px, py] = made.event;
    return std::hypot(first.px_gev + second.px_gev, first.py_gev + second.py_gev);
}

constexpr Feature energy_product{
    "E1E2", "GeV^2", "product of the transverse energies of the visible parts",
    [](SampleEvent const& made) {
        return energy_gev(made.event.first) * energy_gev(made.event.second);
    }};
constexpr Feature momentum_product{
    "p1p2", "GeV^2", "p1.p2 of the visible transverse momenta", [](SampleEvent const& made) {
        auto const& [first, second, px, py] = made.event;
        return first.px_gev * second.px_gev + first.py_gev * second.py_gev;
    }};
constexpr Feature squared_visible_momentum{
    "p12_squared", "GeV^2", "|p1 + p2|^2",
    [](SampleEvent const& made) { return squared(visible_momentum_gev(made)); }};
constexpr Feature visible_momentum{"p12", "GeV", "|p1 + p2|", visible_momentum_gev};
constexpr Feature transverse_product{"A_T", "GeV^2", "E1 E2 + p1.p2", [](SampleEvent const& made) {
                                         return transverse_product_gev2(made.event);
                                     }};
constexpr Feature mu{
    "mu", "GeV^2", "squared mass of either visible part",
    [](SampleEvent const& made) { return squared(made.event.first.visible_mass_gev); }};
constexpr Feature mu_tilde{
    "mu_tilde", "GeV^2", "squared mass of either invisible part",
    [](SampleEvent const& made) { return squared(made.event.first.invisible_mass_gev); }};
constexpr Feature missing_momentum{
    "P", "GeV", "size of the missing transverse momentum", [](SampleEvent const& made) {
        return std::hypot(made.event.missing_px_gev, made.event.missing_py_gev);
    }};
constexpr Feature q_factor{"Q", "1", "missing transverse momentum / (p1 + p2)",
                           [](SampleEvent const& made) { return made.q; }};

/// The features of the paper, in its order.
std::vector<Feature> features_of(Case which) {
    switch (which) {
        case Case::eq8:
            return {energy_product, momentum_product, squared_visible_momentum};
        case Case::eq9:
            return {transverse_product, mu_tilde};
        case Case::eq10:
            return {transverse_product, mu};
        case Case::eq11:
            return {transverse_product, mu, mu_tilde};
        case Case::eq13:
            return {mu, mu_tilde, transverse_product};
        case Case::eq14:
            return {energy_product, momentum_product, mu_tilde};
        case Case::eq16:
            return {transverse_product, q_factor, mu_tilde};
        case Case::eq17:
            return {transverse_product, missing_momentum, visible_momentum};
    }
    return {};
}

void add_branch(ColumnWriter<SampleEvent>& latent, std::string const& number,
                Branch Event::*branch) {
    auto const add = [&](std::string const& name, std::string const& text,
                         double Branch::*component) {
        latent.add(name, "GeV", text + " " + number, [branch, component](SampleEvent const& made) {
            return made.event.*branch.*component;
        });
    };
    add("m" + number, "mass of visible part", &Branch::visible_mass_gev);
    add("p" + number + "x", "px of visible part", &Branch::px_gev);
    add("p" + number + "y", "py of visible part", &Branch::py_gev);
    add("chi" + number, "mass of invisible part", &Branch::invisible_mass_gev);
}

nlohmann::ordered_json parameters_of(Sample const& sample) {
    auto const& [settings, events] = sample;
    auto const range = [](Range const& r) { return nlohmann::ordered_json{r.low, r.high}; };
    auto const count = [&](Method method) {
        return std::ranges::count(sample.events, method,
                                  [](SampleEvent const& made) { return made.result.method; });
    };
    nlohmann::ordered_json parameters = {
        {"case", static_cast<int>(settings.which)},
        {"case_note", "equation of arXiv:2211.08420; the target is the general solver's"},
        {"event_count", events.size()},
        {"momentum_gev", range(settings.ranges.momentum_gev)}};
    if (has_visible_mass(settings.which)) {
        parameters["visible_mass_gev"] =
            range(visible_mass_range_gev(settings.which, settings.ranges));
    }
    if (has_invisible_mass(settings.which)) {
        parameters["invisible_mass_gev"] =
            range(invisible_mass_range_gev(settings.which, settings.ranges));
    }
    parameters["q"] = range(q_range(settings.which, settings.ranges));
    parameters["solved_in_long_double_count"] =
        count(Method::patient_newton) + count(Method::bisection);
    return parameters;
}

}  // namespace

formats::EventFile to_event_file(Sample const& sample) {
    auto file = empty_event_file("mt2", sample.settings.seed, parameters_of(sample));
    ColumnWriter<SampleEvent> features(file.features, sample.events);
    for (auto const& feature : features_of(sample.settings.which)) {
        features.add(feature.name, feature.unit, feature.description, feature.value_of);
    }
    ColumnWriter<SampleEvent> targets(file.targets, sample.events);
    targets.add("mt2_squared", "GeV^2", "MT2^2 of the event, by numerical minimisation",
                [](SampleEvent const& made) { return squared(made.result.mt2_gev); });
    ColumnWriter<SampleEvent> latent(file.latent, sample.events);
    add_branch(latent, "1", &Event::first);
    add_branch(latent, "2", &Event::second);
    latent.add("pmissx", "GeV", "missing px",
               [](SampleEvent const& made) { return made.event.missing_px_gev; });
    latent.add("pmissy", "GeV", "missing py",
               [](SampleEvent const& made) { return made.event.missing_py_gev; });
    return file;
}

}  // namespace balmer::physics::mt2
