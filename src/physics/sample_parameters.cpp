#include "physics/sample_parameters.hpp"

#include "balmer/base/version.hpp"

#include <sstream>

namespace balmer::physics {

nlohmann::ordered_json to_json(Estimate const& estimate) {
    return {{"value", estimate.value}, {"error", estimate.error}};
}

nlohmann::ordered_json to_json(std::optional<DetectorSettings> const& detector) {
    if (!detector) return nullptr;
    return {{"variable", to_string(detector->variable)},
            {"stochastic_sqrt_gev", detector->stochastic},
            {"constant", detector->constant},
            {"eta", detector->eta},
            {"phi_rad", detector->phi}};
}

void add_score_parameters(nlohmann::ordered_json& parameters, ScoreSummary const& summary,
                          ScoreTarget const& target) {
    parameters["subtract"] = target.subtract;
    parameters["scale"] = target.scale;
    parameters["cross_section_pb"] = summary.cross_section_pb.value;
    parameters["cross_section_error_pb"] = summary.cross_section_pb.error;
    parameters["efficiency"] = summary.efficiency;
    parameters["overweight_fraction"] = summary.overweight_fraction;
    parameters["overweight_count"] = summary.overweight_count;
    parameters["lost_in_detector_count"] = summary.lost_count;
    parameters["detector_efficiency"] = summary.detector_efficiency;
    parameters["measured_cross_section_pb"] = summary.measured_cross_section_pb.value;
    parameters["measured_cross_section_error_pb"] = summary.measured_cross_section_pb.error;
    parameters["cross_section_note"] =
        "cross_section_pb is before any detector, measured_cross_section_pb that of the events "
        "kept";
    parameters["score_mean"] = to_json(summary.score_mean);
    parameters["score_variance"] = summary.score_variance;
    parameters["subtracted_score"] = subtracted_score(summary, target);
    parameters["sigma_ratio_note"] =
        "sigma(theta + d) / sigma(theta) = 1 + linear d + quadratic d^2, of the events kept";
    parameters["sigma_ratio_linear"] = to_json(summary.linear);
    parameters["sigma_ratio_quadratic"] = to_json(summary.quadratic);
}

formats::EventFile empty_event_file(std::string const& process, std::uint64_t seed,
                                    nlohmann::ordered_json parameters) {
    parameters["code_version"] = version();
    parameters["code_commit"] = commit();
    formats::EventFile file;
    file.process = process;
    file.seed = seed;
    file.parameters = parameters.dump();
    file.created_by = "balmer " + version();
    return file;
}

double subtracted_score(ScoreSummary const& summary, ScoreTarget const& target) {
    return target.subtract ? summary.score_mean.value : 0.0;
}

formats::EventColumn score_column(ScoreTarget const& target) {
    std::string description = "joint score d ln|M|^2 / d theta at theta";
    if (target.subtract) description += ", minus its mean";
    if (target.scale == 1) return {"score", "TeV^2", description, {}};
    std::ostringstream scale, unit;
    scale << target.scale << " times the " << description;
    unit << "TeV^2 / " << target.scale;
    return {"score", unit.str(), scale.str(), {}};
}

formats::EventColumn weight_column() {
    return {"weight",
            "1",
            "1; above 1, by weight / largest weight, for the few events beyond the largest weight "
            "of unweighting",
            {}};
}

}  // namespace balmer::physics
