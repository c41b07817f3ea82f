#include "edge_settling.hpp"

#include "balmer/eval/optimum.hpp"
#include "balmer/fit/held_directions.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace balmer::scoring {
namespace {

using Parameters = std::vector<double>;

/// Arguments below this part of the largest one are near their edge.
constexpr double near = 1e-6;
constexpr double gradient_tolerance = 1e-8;

bool has_gradient(EdgeRow const& edge) {
    return std::ranges::any_of(edge.gradient, [](double x) { return x != 0; }) &&
           std::ranges::all_of(edge.gradient, [](double x) { return std::isfinite(x); });
}

double mse_at(FitProblem const& problem, Parameters const& parameters) {
    return problem.scorer.sums(SumKind::loss, problem.at(parameters)).loss.mse();
}

/// Moves the parameters by Newton's method to where the argument of each edge is zero.
Parameters projected(FitProblem const& problem, Parameters parameters,
                     std::vector<EdgeRow> const& edges) {
    for (int sweep = 0; sweep < 4 * static_cast<int>(edges.size()); ++sweep) {
        auto const& edge = edges[static_cast<std::size_t>(sweep) % edges.size()];
        auto const now = edge_row(problem, edge.condition, parameters, edge.chosen_at, all_shards);
        double norm = 0;
        for (std::size_t k = 0; k < parameters.size(); ++k) {
            norm += std::pow(now.gradient[k] * (parameters[k] == 0 ? 1 : parameters[k]), 2);
        }
        if (!(norm > 0) || !std::isfinite(norm)) continue;
        for (std::size_t k = 0; k < parameters.size(); ++k) {
            double const size = parameters[k] == 0 ? 1 : parameters[k];
            double const step = now.gradient[k] * size * size / norm;
            parameters[k] = problem.bounds.clamp(k, parameters[k] - step * now.row.value);
        }
    }
    return parameters;
}

/// The point on these edges, or the nearest before them, where the loss is finite and not above
/// `mse`. Rounding may put the edge itself outside the domain.
std::optional<Parameters> point_on_edges(FitProblem const& problem, Parameters const& parameters,
                                         double mse, std::vector<EdgeRow> const& edges) {
    auto const target = projected(problem, parameters, edges);
    for (double const missing : {0.0, 0x1p-40, 0x1p-30, 0x1p-20, 0x1p-10}) {
        auto point = target;
        for (std::size_t k = 0; k < point.size(); ++k) {
            point[k] -= missing * (target[k] - parameters[k]);
        }
        double const reached = mse_at(problem, point);
        if (reached <= mse * (1 + 1e-12)) return point;
    }
    return std::nullopt;
}

/// The parameters with one of them changed a little, each way: at two edges of one argument, only
/// these tell which other event is there.
std::vector<Parameters> neighbours(Parameters const& parameters) {
    std::vector<Parameters> all;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        double const size = parameters[k] == 0 ? 1 : std::abs(parameters[k]);
        for (double const step : {10 * near * size, -10 * near * size}) {
            all.push_back(parameters);
            all.back()[k] += step;
        }
    }
    return all;
}

/// The edges that bound the parameters here. Moves `parameters` onto them.
std::vector<EdgeRow> move_onto_edges(FitProblem const& problem, Parameters& parameters,
                                     std::vector<Parameters> outside) {
    if (problem.conditions.empty()) return {};
    std::ranges::move(neighbours(parameters), std::back_inserter(outside));
    std::vector<EdgeRow> reached;
    double mse = -1;
    for (auto const& edge : edge_rows(problem, parameters, outside, all_shards)) {
        if (!(edge.row.value <= near * edge.row.largest_size) || !has_gradient(edge)) continue;
        auto candidates = reached;
        candidates.push_back(edge);
        if (edge.row.value != 0) {
            if (mse < 0) mse = mse_at(problem, parameters);
            auto point = point_on_edges(problem, parameters, mse, candidates);
            if (!point) continue;
            parameters = *std::move(point);
        }
        reached = std::move(candidates);
    }
    return reached;
}

/// Which way each parameter leaves the domain across this edge; nullopt if none does.
std::optional<DomainEdge> describe(FitProblem const& problem, Parameters const& parameters,
                                   EdgeRow const& edge) {
    DomainEdge description;
    description.outward.assign(parameters.size(), 0);
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        if (edge.gradient[k] == 0) continue;
        auto beyond = parameters;
        beyond[k] -= 2 * near * edge.row.largest_size / edge.gradient[k];
        if (!std::isfinite(mse_at(problem, beyond))) {
            description.outward[k] = edge.gradient[k] > 0 ? -1 : 1;
        }
    }
    bool const is_edge = std::ranges::any_of(description.outward, [](int x) { return x != 0; });
    if (!is_edge) return std::nullopt;
    description.function =
        expr::extract_subtree(problem.at(parameters), problem.conditions[edge.condition].place);
    return description;
}

/// A problem in which some parameters are fixed numbers.
struct Remainder {
    fit::ParameterMap map;
    fit::Bounds bounds;
    std::vector<std::size_t> parameters;
};

Remainder without(FitProblem const& problem, std::vector<bool> const& is_fixed) {
    Remainder rest;
    std::vector<int> place(is_fixed.size(), -1);
    for (std::size_t k = 0; k < is_fixed.size(); ++k) {
        if (is_fixed[k]) continue;
        place[k] = static_cast<int>(rest.parameters.size());
        rest.parameters.push_back(k);
        if (problem.bounds.empty()) continue;
        rest.bounds.lower.push_back(problem.bounds.lower[k]);
        rest.bounds.upper.push_back(problem.bounds.upper[k]);
    }
    rest.map.parameter_count = rest.parameters.size();
    for (int const parameter : problem.map.parameter_of_constant) {
        rest.map.parameter_of_constant.push_back(
            parameter < 0 ? -1 : place[static_cast<std::size_t>(parameter)]);
    }
    return rest;
}

/// Finds what holds the parameters of `fit`, and moves them onto it.
void hold(FitProblem const& problem, std::vector<Parameters> const& outside, SettledFit& fit) {
    auto const before = fit.parameters;
    auto const edges = move_onto_edges(problem, fit.parameters, outside);
    if (fit.parameters != before) fit.sums = problem.equations(fit.parameters, all_shards);
    auto const count = fit.parameters.size();
    fit.limits.assign(count, ParameterLimit::none);
    fit.edges.clear();
    fit.held.clear();
    for (auto const& edge : edges) {
        auto description = describe(problem, fit.parameters, edge);
        if (!description) continue;
        for (std::size_t k = 0; k < count; ++k) {
            if (description->outward[k] != 0) fit.limits[k] = ParameterLimit::domain;
        }
        fit.edges.push_back(*std::move(description));
        fit.held.push_back(edge.gradient);
    }
    for (std::size_t k = 0; k < count; ++k) {
        bool const is_low = fit.parameters[k] <= problem.bounds.lower_of(k);
        bool const is_high = fit.parameters[k] >= problem.bounds.upper_of(k);
        if (!is_low && !is_high) continue;
        fit.limits[k] = is_low ? ParameterLimit::lower_bound : ParameterLimit::upper_bound;
        fit.held.emplace_back(count, 0.0).at(k) = 1;
    }
}

double held_gradient(SettledFit const& fit) {
    if (fit.held.empty()) return eval::relative_gradient(fit.sums);
    return eval::relative_gradient(fit::HeldDirections(fit.sums, fit.held).reduce(fit.sums));
}

/// Parameters that are alone in the gradients of limits; nullopt if a limit ties several.
std::optional<std::vector<bool>> fixed_parameters(SettledFit const& fit) {
    std::vector<bool> is_fixed(fit.parameters.size(), false);
    for (auto const& gradient : fit.held) {
        std::size_t found = 0;
        for (std::size_t k = 0; k < gradient.size(); ++k) {
            if (gradient[k] == 0) continue;
            is_fixed[k] = true;
            ++found;
        }
        if (found > 1) return std::nullopt;
    }
    return is_fixed;
}

/// Fits the parameters that nothing holds, the others fixed where they are. Returns the proposals
/// outside the domain.
std::vector<Parameters> fit_remainder(FitProblem const& problem, std::vector<bool> const& is_fixed,
                                      FitProgress const& progress, SettledFit& fit) {
    auto const rest = without(problem, is_fixed);
    auto const formula = problem.at(fit.parameters);
    auto const all_of = [&](Parameters const& part) {
        auto all = fit.parameters;
        for (std::size_t i = 0; i < part.size(); ++i) all[rest.parameters[i]] = part[i];
        return all;
    };
    Parameters start;
    for (std::size_t const k : rest.parameters) start.push_back(fit.parameters[k]);
    FitProblem const part{problem.scorer,   formula,     rest.map,
                          problem.settings, rest.bounds, domain_conditions(formula, rest.map)};
    auto const fitted = guarded_fit(part, std::move(start), all_shards, progress);
    fit.evaluation_count += fitted.optimiser.evaluation_count();
    if (fitted.optimiser.status() == fit::FitStatus::failed) return {};
    fit.status = fitted.optimiser.status();
    std::vector<Parameters> outside;
    for (auto const& point : fitted.outside) outside.push_back(all_of(point));
    fit.parameters = all_of(fitted.optimiser.constants());
    fit.sums = problem.equations(fit.parameters, all_shards);
    return outside;
}

}  // namespace

SettledFit settle(FitProblem const& problem, GuardedFit const& fit, FitProgress const& progress) {
    SettledFit settled{.parameters = fit.optimiser.constants(),
                       .sums = fit.optimiser.sums(),
                       .status = fit.optimiser.status(),
                       .evaluation_count = fit.optimiser.evaluation_count(),
                       .limits = {},
                       .edges = {},
                       .held = {}};
    auto outside = fit.outside;
    for (int round = 0; round < 4; ++round) {
        hold(problem, outside, settled);
        if (settled.edges.empty()) return settled;
        if (held_gradient(settled) <= gradient_tolerance) {
            settled.status = fit::FitStatus::converged;
            return settled;
        }
        auto const is_fixed = fixed_parameters(settled);
        bool const has_rest = is_fixed && std::ranges::count(*is_fixed, false) > 0;
        if (!has_rest) return settled;
        auto const before = settled.parameters;
        for (auto& point : fit_remainder(problem, *is_fixed, progress, settled)) {
            outside.push_back(std::move(point));
        }
        if (settled.parameters == before) return settled;
    }
    hold(problem, outside, settled);
    return settled;
}

}  // namespace balmer::scoring
