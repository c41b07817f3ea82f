#include "balmer/physics/toy/sample.hpp"

#include "physics/sample_parameters.hpp"

#include <nlohmann/json.hpp>

namespace balmer::physics::toy {
namespace {

nlohmann::ordered_json parameters_of(Sample const& sample) {
    auto const& settings = sample.settings;
    nlohmann::ordered_json parameters = {{"expression", settings.expression},
                                         {"constants", nlohmann::ordered_json::object()},
                                         {"ranges", nlohmann::ordered_json::object()},
                                         {"event_count", settings.event_count},
                                         {"noise", settings.noise},
                                         {"noise_note",
                                          "standard deviation of the noise / that of the exact "
                                          "target"},
                                         {"idle_count", settings.idle_count},
                                         {"skipped_count", sample.skipped_count},
                                         {"exact_mean", sample.mean},
                                         {"exact_standard_deviation", sample.standard_deviation}};
    for (auto const& [name, value] : settings.constants) parameters["constants"][name] = value;
    for (auto const& range : sample.ranges) {
        parameters["ranges"][range.name] = {{"low", range.low},
                                            {"high", range.high},
                                            {"spread", std::string(to_string(range.spread))}};
    }
    return parameters;
}

}  // namespace

formats::EventFile to_event_file(Sample const& sample) {
    auto file = empty_event_file("formula", sample.settings.seed, parameters_of(sample));
    auto const own_count = sample.settings.ranges.size();
    for (std::size_t k = 0; k < sample.ranges.size(); ++k) {
        auto const& range = sample.ranges[k];
        auto const* const text =
            k < own_count ? "feature of the formula" : "feature that the target does not depend on";
        file.features.push_back({range.name, "1", text, sample.features[k]});
    }
    auto const& settings = sample.settings;
    file.targets.push_back(
        {settings.target, "1",
         settings.noise > 0 ? settings.expression + ", with noise" : settings.expression,
         sample.target});
    file.latent.push_back({"exact", "1", "the target without noise", sample.exact});
    return file;
}

}  // namespace balmer::physics::toy
