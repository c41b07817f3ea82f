#include "guarded_fit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace balmer::scoring {
namespace {

/// An argument keeps at least this part of its value in one step. At an edge it falls by this
/// factor from step to step, so that sixteen steps reach it in double precision.
constexpr double kept_part = 0.1;

/// More would cost more passes over the events than they save.
constexpr std::size_t most_outside = 4;

std::vector<fit::StepLimit> step_limits(std::vector<EdgeRow> const& rows) {
    std::vector<fit::StepLimit> limits;
    for (auto const& edge : rows) {
        double const slack = (1 - kept_part) * edge.row.value;
        bool const is_usable =
            std::isfinite(slack) &&
            std::ranges::all_of(edge.gradient, [](double x) { return std::isfinite(x); });
        if (is_usable) limits.push_back({std::max(slack, 0.0), edge.gradient});
    }
    return limits;
}

}  // namespace

bool is_finite(eval::NormalEquations const& sums) {
    auto const finite = [](double x) { return std::isfinite(x); };
    return finite(sums.loss.squared_error_sum) && std::ranges::all_of(sums.gradient, finite) &&
           std::ranges::all_of(sums.curvature, finite);
}

EdgeRow edge_row(FitProblem const& problem, std::size_t condition,
                 std::vector<double> const& parameters, std::vector<double> chosen_at,
                 std::uint32_t shard_limit) {
    auto const& domain = problem.conditions[condition];
    auto row = problem.scorer.lowest_row(domain.at(parameters), domain.at(chosen_at), shard_limit);
    auto gradient = domain.by_parameters(row.gradient);
    return {condition, std::move(chosen_at), std::move(row), std::move(gradient)};
}

std::vector<EdgeRow> edge_rows(FitProblem const& problem, std::vector<double> const& parameters,
                               std::vector<std::vector<double>> const& outside,
                               std::uint32_t shard_limit) {
    std::vector<EdgeRow> rows;
    auto const add = [&](EdgeRow edge) {
        bool const is_new = std::ranges::none_of(rows, [&](EdgeRow const& other) {
            return other.condition == edge.condition && other.row.shard == edge.row.shard &&
                   other.row.row == edge.row.row;
        });
        if (is_new && !edge.row.gradient.empty()) rows.push_back(std::move(edge));
    };
    for (std::size_t k = 0; k < problem.conditions.size(); ++k) {
        add(edge_row(problem, k, parameters, parameters, shard_limit));
        for (auto const& point : outside) {
            auto edge = edge_row(problem, k, parameters, point, shard_limit);
            if (!(edge.row.lowest >= 0)) add(std::move(edge));
        }
    }
    return rows;
}

GuardedFit guarded_fit(FitProblem const& problem, std::vector<double> start,
                       std::uint32_t shard_limit, FitProgress progress) {
    auto const& settings = problem.settings;
    GuardedFit fit{
        fit::LevenbergMarquardt(std::move(start), {.max_evaluations = settings.max_evaluations},
                                problem.bounds),
        {}};
    auto& optimiser = fit.optimiser;
    while (true) {
        auto const sums = problem.equations(optimiser.proposal(), shard_limit);
        std::vector<double> const tried(optimiser.proposal().begin(), optimiser.proposal().end());
        optimiser.absorb(sums);
        progress.evaluation_count = optimiser.evaluation_count();
        progress.mse = optimiser.sums().loss.mse();
        if (settings.progress) settings.progress(progress);
        if (optimiser.status() != fit::FitStatus::running) return fit;
        bool const has_left = !is_finite(sums);
        if (has_left) {
            fit.outside.push_back(tried);
            if (fit.outside.size() > most_outside) fit.outside.erase(fit.outside.begin());
        }
        bool const has_moved = optimiser.constants() == tried;
        bool const needs_limits =
            !problem.conditions.empty() && (has_left || (has_moved && !fit.outside.empty()));
        if (!needs_limits) continue;
        optimiser.limit_steps(
            step_limits(edge_rows(problem, optimiser.constants(), fit.outside, shard_limit)));
        if (optimiser.status() != fit::FitStatus::running) return fit;
    }
}

}  // namespace balmer::scoring
