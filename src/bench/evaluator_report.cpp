#include "balmer/bench/evaluator_report.hpp"

#include "balmer/base/version.hpp"
#include "balmer/bench/processor.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::bench {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(EvaluatorResult const& result) {
    Json json = {{"kind", name(result.kind)},
                 {"operators", name(result.operators)},
                 {"type", name(result.type)},
                 {"backend", eval::name(result.backend)},
                 {"rows", result.row_count},
                 {"gnoderows_per_s",
                  {{"min", result.gnoderows_per_s.min},
                   {"median", result.gnoderows_per_s.median},
                   {"max", result.gnoderows_per_s.max}}},
                 {"emit_us", result.emit_us}};
    json["ratio_to_interpreter"] =
        result.ratio_to_interpreter ? Json(*result.ratio_to_interpreter) : Json(nullptr);
    json["evaluator"] = result.evaluator;
    json["trees"] = result.tree_count;
    json["row_share"] = result.row_share;
    return json;
}

Json json_of(OperatorShares const& shares) {
    Json json = Json::object();
    for (auto const& [op, share] : shares) json[std::string(expr::name(op))] = share;
    return json;
}

}  // namespace

std::string evaluator_header() {
    return fmt::format("{:<16} {:<14} {:<4} {:>9} {:<12} {:>8} {:>8} {:>8} {:>9} {:>9}\n", "kind",
                       "operators", "type", "rows", "backend", "median", "min", "max", "x interp.",
                       "emit [us]");
}

std::string evaluator_row(EvaluatorResult const& result) {
    auto const& rate = result.gnoderows_per_s;
    auto const ratio = result.ratio_to_interpreter
                           ? fmt::format("{:.2f}", *result.ratio_to_interpreter)
                           : std::string("-");
    return fmt::format(
        "{:<16} {:<14} {:<4} {:>9} {:<12} {:>8.3f} {:>8.3f} {:>8.3f} {:>9} {:>9.2f}\n",
        name(result.kind), name(result.operators), name(result.type), result.row_count,
        eval::name(result.backend), rate.median, rate.min, rate.max, ratio, result.emit_us);
}

std::string evaluator_json(EvaluatorSettings const& settings, EvaluatorReport const& report) {
    RandomTreeSettings const trees;
    Json json = {{"created_by", created_by()},
                 {"compiler", compiler()},
                 {"processor", processor_name()},
                 {"seed", settings.seed},
                 {"runs", settings.run_count},
                 {"trees", settings.tree_count},
                 {"tree_sizes", {trees.least_size, trees.largest_size}},
                 {"features", trees.feature_count}};
    for (auto const& [operators, shares] : report.operator_shares) {
        json["operator_shares"][std::string(name(operators))] = json_of(shares);
    }
    json["results"] = Json::array();
    for (auto const& result : report.results) json["results"].push_back(json_of(result));
    return json.dump(2) + "\n";
}

}  // namespace balmer::bench
