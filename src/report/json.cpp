#include "balmer/report/json.hpp"

#include "balmer/base/error.hpp"
#include "balmer/expr/print.hpp"

#include "prefix_tree.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema_name = "balmer-hall-of-fame";
constexpr int schema_version = 1;

/// JSON has no NaN; null is written instead.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double number_of(Json const& json) {
    return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json to_json(data::ColumnInfo const& column) {
    return {{"name", column.name}, {"unit", column.unit}, {"description", column.description}};
}

data::ColumnInfo column_of(Json const& json) {
    return {
        .name = json.at("name"), .unit = json.at("unit"), .description = json.at("description")};
}

Json to_json(Provenance const& provenance) {
    return {{"version", provenance.version},
            {"commit", provenance.commit},
            {"data_file", provenance.data_file},
            {"content_hash", fmt::format("{:016x}", provenance.content_hash)},
            {"seed", provenance.seed},
            {"rows", provenance.row_count}};
}

Provenance provenance_of(Json const& json) {
    return {.version = json.at("version"),
            .commit = json.at("commit"),
            .data_file = json.at("data_file"),
            .content_hash = std::stoull(json.at("content_hash").get<std::string>(), nullptr, 16),
            .seed = json.at("seed"),
            .row_count = json.at("rows")};
}

Json constants_json(evolve::HallOfFameEntry const& entry) {
    Json constants = Json::array();
    for (std::size_t i = 0; i < entry.tree.constants.size(); ++i) {
        auto const error =
            i < entry.standard_errors.size() ? number(entry.standard_errors[i]) : Json(nullptr);
        constants.push_back({{"value", entry.tree.constants[i]}, {"standard_error", error}});
    }
    return constants;
}

Json to_json(evolve::HallOfFameEntry const& entry, double score, bool is_proven,
             std::vector<std::string> const& names) {
    return {{"complexity", entry.complexity},
            {"mse", entry.mse},
            {"score", number(score)},
            {"equation", expr::to_infix(entry.tree, names)},
            {"tree", to_prefix(entry.tree, names)},
            {"constants", constants_json(entry)},
            {"relative_gradient", number(entry.relative_gradient)},
            {"at_optimum", entry.at_optimum},
            {"latex", expr::to_latex(entry.tree, names)},
            {"sympy", expr::to_python(entry.tree, names, expr::PythonStyle::sympy)},
            {"python", expr::to_python(entry.tree, names, expr::PythonStyle::numpy)},
            {"proven", is_proven}};
}

evolve::HallOfFameEntry entry_of(Json const& json, std::vector<std::string> const& names) {
    evolve::HallOfFameEntry entry{.tree = from_prefix(json.at("tree"), names),
                                  .complexity = json.at("complexity"),
                                  .mse = json.at("mse"),
                                  .relative_gradient = number_of(json.at("relative_gradient")),
                                  .at_optimum = json.at("at_optimum"),
                                  .standard_errors = {}};
    for (auto const& constant : json.at("constants")) {
        entry.standard_errors.push_back(number_of(constant.at("standard_error")));
    }
    return entry;
}

}  // namespace

std::string to_json(Record const& record) {
    auto const names = record.feature_names();
    auto const front_scores = evolve::scores(record.front);
    Json json = {{"schema", schema_name}, {"schema_version", schema_version}};
    json["provenance"] = to_json(record.provenance);
    json["target"] = to_json(record.target);
    json["features"] = Json::array();
    for (auto const& feature : record.features) json["features"].push_back(to_json(feature));
    json["python_names"] = expr::python_names(names);
    json["proven_complexity"] = record.proven_complexity;
    json["entries"] = Json::array();
    for (std::size_t i = 0; i < record.front.size(); ++i) {
        json["entries"].push_back(
            to_json(record.front[i], front_scores[i], record.is_proven(record.front[i]), names));
    }
    return json.dump(2) + "\n";
}

Record from_json(std::string_view text, std::string const& name) {
    try {
        auto const json = Json::parse(text);
        if (json.at("schema") != schema_name || json.at("schema_version") != schema_version) {
            throw DataError(fmt::format(
                "'{}' has schema {} version {} (needs {} version {}). Written by another version "
                "of balmer?",
                name, json.at("schema").dump(), json.at("schema_version").dump(), schema_name,
                schema_version));
        }
        Record record;
        record.provenance = provenance_of(json.at("provenance"));
        record.target = column_of(json.at("target"));
        for (auto const& feature : json.at("features")) {
            record.features.push_back(column_of(feature));
        }
        record.proven_complexity = json.value("proven_complexity", 0);
        auto const names = record.feature_names();
        for (auto const& entry : json.at("entries")) {
            record.front.push_back(entry_of(entry, names));
        }
        return record;
    } catch (DataError const&) {
        throw;
    } catch (std::exception const& error) {
        throw DataError("'" + name + "' is not a hall of fame of balmer (" + error.what() + ")");
    }
}

}  // namespace balmer::report
