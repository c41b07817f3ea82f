/// \file
/// The formula to fit, and what the parts of a fit need of it.
#pragma once

#include "balmer/scoring/fit_settings.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include "domain.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace balmer::scoring {

struct FitProblem {
    TeamScorer& scorer;
    expr::Tree const& formula;
    fit::ParameterMap const& map;
    FormulaFitSettings const& settings;
    fit::Bounds const& bounds;
    std::vector<DomainCondition> conditions;

    expr::Tree at(std::span<double const> parameters) const {
        auto tree = formula;
        map.apply(parameters, tree.constants);
        return tree;
    }
    /// Normal equations of the parameters on the first `shard_limit` shards.
    eval::NormalEquations equations(std::span<double const> parameters,
                                    std::uint32_t shard_limit) const {
        return map.reduce(scorer.sums(SumKind::normal_equations, at(parameters), shard_limit));
    }
};

}  // namespace balmer::scoring
