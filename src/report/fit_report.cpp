#include "balmer/report/fit_report.hpp"

#include "balmer/expr/opcode.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/expr/tidy.hpp"
#include "balmer/fit/standard_errors.hpp"
#include "balmer/scoring/parameter_limit.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::report {
namespace {

using Json = nlohmann::ordered_json;

std::string_view describe(fit::FitStatus status) {
    switch (status) {
        case fit::FitStatus::running:
            return "running";
        case fit::FitStatus::converged:
            return "converged";
        case fit::FitStatus::stalled:
            return "stalled (no step lowers the loss any further)";
        case fit::FitStatus::exhausted:
            return "exhausted (not at an optimum)";
        case fit::FitStatus::failed:
            break;
    }
    return "failed";
}

std::string_view name_of(fit::FitStatus status) {
    auto const text = describe(status);
    return text.substr(0, text.find(' '));
}

/// Writes `-(0.5)` as the number -0.5; the value does not change.
expr::Tree with_signs_in_constants(expr::Tree const& tree) {
    expr::Tree result;
    for (auto const& node : tree.nodes) {
        if (node.op == expr::Opcode::neg && result.nodes.back().op == expr::Opcode::constant) {
            result.constants.back() *= -1;
            continue;
        }
        result.nodes.push_back(node);
        if (node.op == expr::Opcode::constant) {
            result.constants.push_back(tree.constants[result.constants.size()]);
        }
    }
    return result;
}

expr::Tree fitted_tree(FitReport const& report) {
    auto tree = report.bound.formula.tree;
    report.map.apply(report.result.parameters, tree.constants);
    return with_signs_in_constants(tree);
}

double correlation(FitReport const& report, std::size_t i, std::size_t j) {
    return report.result.correlation[eval::packed_index(std::max(i, j), std::min(i, j))];
}

/// Writes NaN as "-": the data do not fix the constant.
std::string number_or_dash(double value, int precision, char type) {
    if (std::isnan(value)) return "-";
    return type == 'f' ? fmt::format("{:.{}f}", value, precision)
                       : fmt::format("{:.{}g}", value, precision);
}

/// The direction, as "-0.4 a +1 b".
std::string flat_text(FitReport const& report, fit::FlatDirection const& flat) {
    std::string text;
    for (std::size_t i = 0; i < flat.direction.size(); ++i) {
        if (std::abs(flat.direction[i]) < 1e-6) continue;
        text += fmt::format("{}{:+.3g} {}", text.empty() ? "" : " ", flat.direction[i],
                            report.parameter_names[i]);
    }
    return text;
}

std::string parameter_table(FitReport const& report) {
    auto const errors = fit::standard_errors(report.result.covariance);
    auto const robust = fit::standard_errors(report.result.robust_covariance);
    auto text =
        fmt::format("{:<12} {:>24} {:>14} {:>14}\n", "constant", "value", "error", "robust error");
    for (std::size_t i = 0; i < report.parameter_names.size(); ++i) {
        text += fmt::format("{:<12} {:>24.17g} {:>14} {:>14}\n", report.parameter_names[i],
                            report.result.parameters[i], number_or_dash(errors[i], 4, 'g'),
                            number_or_dash(robust[i], 4, 'g'));
    }
    return text;
}

std::string correlation_table(FitReport const& report) {
    std::string text = fmt::format("{:<12}", "correlation");
    for (auto const& name : report.parameter_names) text += fmt::format(" {:>8}", name);
    text += '\n';
    for (std::size_t i = 0; i < report.parameter_names.size(); ++i) {
        text += fmt::format("{:<12}", report.parameter_names[i]);
        for (std::size_t j = 0; j <= i; ++j) {
            text += fmt::format(" {:>8}", number_or_dash(correlation(report, i, j), 4, 'f'));
        }
        text += '\n';
    }
    return text;
}

/// Larger formulas are not readable, and tidy() is recursive.
constexpr std::size_t readable_node_count = 500;

/// The formula tidied and rounded to four digits. The exact one is the input for `evaluate`. Empty
/// on an edge of the domain: rounding would leave it.
std::string rounded_line(FitReport const& report) {
    auto const tree = fitted_tree(report);
    if (tree.nodes.size() > readable_node_count || !report.result.edges.empty()) return {};
    std::vector<expr::Opcode> operators;
    for (auto const& row : expr::opcode_table) {
        if (!expr::is_leaf(row.op)) operators.push_back(row.op);
    }
    return fmt::format("rounded   {}\n",
                       expr::to_infix(expr::tidy(tree, operators), report.bound.feature_names,
                                      {.digits = 4, .constant_names = {}}));
}

/// Constants at limits have no errors either, for another reason.
bool has_unfixed(FitReport const& report) {
    auto const errors = fit::standard_errors(report.result.covariance);
    for (std::size_t i = 0; i < errors.size(); ++i) {
        bool const is_free = report.result.limits[i] == scoring::ParameterLimit::none;
        if (is_free && std::isnan(errors[i])) return true;
    }
    return false;
}

std::string_view name_of(scoring::ParameterLimit limit) {
    switch (limit) {
        case scoring::ParameterLimit::lower_bound:
            return "lower";
        case scoring::ParameterLimit::upper_bound:
            return "upper";
        case scoring::ParameterLimit::domain:
            return "domain";
        case scoring::ParameterLimit::none:
            break;
    }
    return "none";
}

Json bound_json(scoring::ParameterLimit limit) {
    return limit == scoring::ParameterLimit::none ? Json() : Json(name_of(limit));
}

/// "a larger b": what leaves the domain.
std::string steps_outward(FitReport const& report, scoring::DomainEdge const& edge) {
    std::string text;
    for (std::size_t i = 0; i < edge.outward.size(); ++i) {
        if (edge.outward[i] == 0) continue;
        text += fmt::format("{}a {} {}", text.empty() ? "" : " or ",
                            edge.outward[i] > 0 ? "larger" : "smaller", report.parameter_names[i]);
    }
    return text;
}

std::string limit_lines(FitReport const& report) {
    auto const& result = report.result;
    std::string text;
    for (std::size_t i = 0; i < result.limits.size(); ++i) {
        auto const limit = result.limits[i];
        if (limit != scoring::ParameterLimit::lower_bound &&
            limit != scoring::ParameterLimit::upper_bound) {
            continue;
        }
        text +=
            fmt::format("NOTE: {} is at its {} bound\n", report.parameter_names[i], name_of(limit));
    }
    for (auto const& edge : result.edges) {
        text += fmt::format(
            "NOTE: the fit is on the edge of the domain: with {}, {} has no value at some event\n",
            steps_outward(report, edge),
            expr::to_infix(with_signs_in_constants(edge.function), report.bound.feature_names));
    }
    if (!text.empty()) {
        text +=
            "Standard errors do not hold there: constants at a bound or an edge have none. The "
            "errors "
            "of the others hold on that bound or edge; constants that an edge ties to each other "
            "still "
            "vary along it\n";
    }
    return text;
}

Json edges_json(FitReport const& report) {
    Json edges = Json::array();
    for (auto const& edge : report.result.edges) {
        Json constants = Json::array();
        for (std::size_t i = 0; i < edge.outward.size(); ++i) {
            if (edge.outward[i] != 0) constants.push_back(report.parameter_names[i]);
        }
        edges.push_back({{"function", expr::to_infix(with_signs_in_constants(edge.function),
                                                     report.bound.feature_names)},
                         {"constants", std::move(constants)}});
    }
    return edges;
}

}  // namespace

std::string fit_text(FitReport const& report) {
    auto const& result = report.result;
    auto text = fmt::format(
        "{}formula   {}\nmse       {:.17g}\nevents    {}\nstatus    {}, relative gradient "
        "{:.1e}\n\n",
        rounded_line(report), expr::to_infix(fitted_tree(report), report.bound.feature_names),
        result.mse, report.bound.row_count, describe(result.status), result.relative_gradient);
    text += parameter_table(report);
    if (report.parameter_names.size() > 1) text += "\n" + correlation_table(report);
    text +=
        "\nerror: sqrt of s^2 (J^T W J)^-1 with s^2 = sum w r^2 / (n - k), as in scipy "
        "curve_fit\n"
        "robust error: sandwich estimator, also valid if residuals have unequal variances or heavy "
        "tails of finite variance\n";
    if (has_unfixed(report)) {
        text +=
            "-: undefined, because the data do not fix the constant (or there are too few "
            "events)\n";
    }
    text += limit_lines(report);
    if (result.status == fit::FitStatus::exhausted) {
        text += fmt::format(
            "WARNING: no optimum after {} evaluations; constants, errors and mse are not final. "
            "Fit again with these numbers in the formula, with more --starts, or fewer "
            "constants?\n",
            result.evaluation_count);
    }
    for (auto const& flat : result.flat_directions) {
        text += fmt::format(
            "WARNING: the data do not fix {} (flat direction, eigenvalue ratio "
            "{:.0e}). Fix or drop one of these constants?\n",
            flat_text(report, flat), flat.eigenvalue_ratio);
    }
    return text;
}

std::string fit_json(FitReport const& report) {
    auto const& result = report.result;
    auto const errors = fit::standard_errors(result.covariance);
    auto const robust = fit::standard_errors(result.robust_covariance);
    auto const count = report.parameter_names.size();
    Json constants = Json::array();
    Json correlations = Json::array();
    for (std::size_t i = 0; i < count; ++i) {
        constants.push_back({{"name", report.parameter_names[i]},
                             {"value", result.parameters[i]},
                             {"standard_error", errors[i]},
                             {"robust_error", robust[i]},
                             {"at_bound", result.limits[i] != scoring::ParameterLimit::none},
                             {"bound", bound_json(result.limits[i])}});
        Json row = Json::array();
        for (std::size_t j = 0; j < count; ++j) row.push_back(correlation(report, i, j));
        correlations.push_back(std::move(row));
    }
    Json flat = Json::array();
    for (auto const& direction : result.flat_directions) {
        flat.push_back(
            {{"eigenvalue_ratio", direction.eigenvalue_ratio}, {"direction", direction.direction}});
    }
    auto const tree = fitted_tree(report);
    return Json{{"formula", expr::to_infix(tree, report.bound.feature_names)},
                {"latex", expr::to_latex(tree, report.bound.feature_names)},
                {"mse", result.mse},
                {"events", report.bound.row_count},
                {"status", name_of(result.status)},
                {"evaluations", result.evaluation_count},
                {"relative_gradient", result.relative_gradient},
                {"constants", std::move(constants)},
                {"correlation", std::move(correlations)},
                {"flat_directions", std::move(flat)},
                {"domain_edges", edges_json(report)},
                {"evaluator", report.evaluator}}
               .dump(2) +
           "\n";
}

}  // namespace balmer::report
