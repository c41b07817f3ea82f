#include "start_repair.hpp"

#include "balmer/base/random.hpp"

#include "guarded_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace balmer::scoring {
namespace {

using Parameters = std::vector<double>;

/// How far inside the domain the start should be, as a part of the largest argument. A formula may
/// leave no room for the first.
constexpr std::array relative_margins = {1e-2, 1e-4, 1e-7};

/// min(argument - margin, 0): what an argument lacks.
expr::Tree shortfall(expr::Tree argument, double margin) {
    using expr::Opcode;
    for (auto const& [value, op] : {std::pair{margin, Opcode::sub}, {0.0, Opcode::min}}) {
        argument.nodes.push_back({Opcode::constant, 0});
        argument.nodes.push_back({op, 0});
        argument.constants.push_back(value);
    }
    return argument;
}

/// Least-squares fit of what the first conditions lack.
class ShortfallFit {
public:
    ShortfallFit(FitProblem const& problem, std::size_t condition_count, std::uint32_t shard_limit)
        : problem_(problem), condition_count_(condition_count), shard_limit_(shard_limit) {}

    Parameters from(Parameters const& start, double margin) const {
        std::vector<double> margins;
        for (std::size_t k = 0; k < condition_count_; ++k) {
            auto const edge = edge_row(problem_, k, start, start, shard_limit_);
            margins.push_back(margin * edge.row.largest_size);
        }
        fit::LevenbergMarquardt optimiser(start, {.max_evaluations = 40}, problem_.bounds);
        while (optimiser.status() == fit::FitStatus::running) {
            optimiser.absorb(sums_at(optimiser.proposal(), margins));
        }
        return optimiser.constants();
    }

private:
    eval::NormalEquations sums_at(std::span<double const> parameters,
                                  std::vector<double> const& margins) const {
        eval::NormalEquations total;
        total.reset(problem_.map.parameter_count);
        for (std::size_t k = 0; k < condition_count_; ++k) {
            auto const& condition = problem_.conditions[k];
            auto map = condition.map;
            map.parameter_of_constant.insert(map.parameter_of_constant.end(), {-1, -1});
            total += map.reduce(problem_.scorer.sums(
                SumKind::of_values, shortfall(condition.at(parameters), margins[k]), shard_limit_));
        }
        return total;
    }

    FitProblem const& problem_;
    std::size_t condition_count_;
    std::uint32_t shard_limit_;
};

Parameters clamped(FitProblem const& problem, Parameters parameters) {
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        parameters[k] = problem.bounds.clamp(k, parameters[k]);
    }
    return parameters;
}

/// Scaled and moved copies of the parameters.
std::vector<Parameters> variations(FitProblem const& problem, Parameters const& centre,
                                   std::uint32_t round) {
    std::vector<Parameters> all;
    auto const add = [&](Parameters const& candidate) {
        all.push_back(clamped(problem, candidate));
    };
    for (double const factor : {0.5, 0.1, 0.01, 0.0, -1.0, 2.0, 10.0}) {
        auto together = centre;
        for (auto& value : together) value *= factor;
        add(together);
        for (std::size_t k = 0; k < centre.size(); ++k) {
            auto one = centre;
            one[k] *= factor;
            add(one);
        }
    }
    RandomStream stream(problem.settings.seed, 1, round, Purpose::fit_starts);
    for (int exponent = -3; exponent <= 3; ++exponent) {
        for (int repeat = 0; repeat < 3; ++repeat) {
            auto moved = centre;
            for (auto& value : moved) value += stream.normal() * std::pow(10.0, exponent);
            add(moved);
        }
    }
    return all;
}

std::optional<Parameters> search_around(FitProblem const& problem, Parameters centre,
                                        std::uint32_t shard_limit) {
    auto const finite_rows = [&](Parameters const& parameters) {
        return problem.scorer.sums(SumKind::finite_rows, problem.at(parameters), shard_limit)
            .loss.row_count;
    };
    std::uint64_t total = 0;
    auto const& plan = problem.scorer.plan();
    for (std::size_t k = 0; k < std::min<std::size_t>(plan.shard_count, shard_limit); ++k) {
        total += plan.size(k);
    }
    auto best = finite_rows(centre);
    for (std::uint32_t round = 0; round < 4; ++round) {
        bool has_improved = false;
        auto const from = centre;
        for (auto const& candidate : variations(problem, from, round)) {
            auto const count = finite_rows(candidate);
            if (count == total && is_finite(problem.equations(candidate, shard_limit))) {
                return candidate;
            }
            if (count <= best) continue;
            best = count;
            centre = candidate;
            has_improved = true;
        }
        if (!has_improved) break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Parameters> repaired_start(FitProblem const& problem, Parameters const& start,
                                         std::uint32_t shard_limit) {
    auto nearest = start;
    for (double const margin : relative_margins) {
        auto parameters = start;
        for (std::size_t k = 0; k < problem.conditions.size(); ++k) {
            parameters = ShortfallFit(problem, k + 1, shard_limit).from(parameters, margin);
        }
        if (parameters == start) continue;
        if (is_finite(problem.equations(parameters, shard_limit))) return parameters;
        nearest = std::move(parameters);
    }
    if (auto found = search_around(problem, nearest, shard_limit)) return found;
    return nearest == start ? std::nullopt : search_around(problem, start, shard_limit);
}

}  // namespace balmer::scoring
