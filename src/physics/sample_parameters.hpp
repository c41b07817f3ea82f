/// \file
/// Parameters and columns that the event files of several processes have in common.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/physics/detector.hpp"
#include "balmer/physics/score_summary.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace balmer::physics {

nlohmann::ordered_json to_json(Estimate const& estimate);
/// Null without a detector.
nlohmann::ordered_json to_json(std::optional<DetectorSettings> const& detector);

/// Appends the summary of the sample and the definition of its target.
void add_score_parameters(nlohmann::ordered_json& parameters, ScoreSummary const& summary,
                          ScoreTarget const& target);
/// An event file without columns. The version of the program is added to the parameters.
formats::EventFile empty_event_file(std::string const& process, std::uint64_t seed,
                                    nlohmann::ordered_json parameters);

/// The value that is subtracted from each score before scaling.
double subtracted_score(ScoreSummary const& summary, ScoreTarget const& target);

/// The column "score" without its values.
formats::EventColumn score_column(ScoreTarget const& target);
/// The column "weight" without its values.
formats::EventColumn weight_column();

/// Appends the target "score" and the weight "weight" of events with matrix_element and weight.
template <class Event>
void add_score_columns(formats::EventFile& file, std::vector<Event> const& events, double theta,
                       ScoreSummary const& summary, ScoreTarget const& target) {
    double const subtracted = subtracted_score(summary, target);
    auto score = score_column(target);
    auto weight = weight_column();
    score.values.reserve(events.size());
    weight.values.reserve(events.size());
    for (auto const& event : events) {
        score.values.push_back(target.scale * (event.matrix_element.score(theta) - subtracted));
        weight.values.push_back(event.weight);
    }
    file.targets.push_back(std::move(score));
    file.weights.push_back(std::move(weight));
}

}  // namespace balmer::physics
