#include "evolve/breeding.hpp"

#include "evolve/selection.hpp"

#include <cmath>
#include <utility>

namespace balmer::evolve {
namespace {

/// Attempts at a mutation before the tournament is abandoned, as in PySR.
constexpr int legal_child_tries = 10;

bool keeps_structure(Mutation mutation) {
    return mutation == Mutation::perturb_constant || mutation == Mutation::optimise ||
           mutation == Mutation::simplify || mutation == Mutation::nothing;
}

}  // namespace

int complexity_of(expr::Tree const& tree, SearchSettings const& settings) {
    return expr::complexity(tree.nodes, settings.complexity_weights);
}

bool is_legal(expr::Tree const& tree, SearchSettings const& settings) {
    return expr::is_legal(tree, settings.constraints, settings.complexity_weights);
}

Breeder::Breeder(IslandState& state, SearchSettings const& settings, Judge& judge,
                 double temperature, Workspace& workspace)
    : state_(state),
      settings_(settings),
      judge_(judge),
      temperature_(temperature),
      vocabulary_(settings, judge.feature_count()),
      workspace_(workspace) {
    crowding_penalties(state.population, settings, workspace.penalties);
}

void Breeder::breed() {
    if (state_.stream.bernoulli(settings_.crossover_probability)) {
        breed_by_crossover();
    } else {
        breed_by_mutation();
    }
}

Member const& Breeder::winner() {
    Ranking const ranking{settings_, judge_.baseline(), workspace_.penalties};
    return state_
        .population[tournament(state_.population, ranking, workspace_.entrants, state_.stream)];
}

bool Breeder::vary(Member& child, Member const& parent, Mutation mutation) {
    MutationContext const context{
        vocabulary_,
        {settings_.perturbation_factor * temperature_, settings_.negate_probability},
        static_cast<std::size_t>(settings_.constraints.max_complexity),
        workspace_.fresh};
    for (int attempt = 0; attempt < legal_child_tries; ++attempt) {
        child.tree = parent.tree;
        if (!mutate(mutation, child.tree, context, state_.stream)) continue;
        if (!keeps_structure(mutation)) workspace_.simplify(child.tree);
        if (is_legal(child.tree, settings_)) return true;
    }
    return false;
}

void Breeder::breed_by_mutation() {
    Member const& parent = winner();
    auto const mutation =
        choose_mutation(parent.tree, parent.complexity, settings_, vocabulary_, state_.stream);
    Member& child = workspace_.children[0];
    child = parent;
    switch (mutation) {
        case Mutation::nothing:
            return replace_oldest(child);
        case Mutation::simplify:
            workspace_.simplify(child.tree);
            child.complexity = complexity_of(child.tree, settings_);
            if (is_legal(child.tree, settings_)) replace_oldest(child);
            return;
        case Mutation::optimise:
            judge_.fit(child.tree, settings_.optimise.member_evaluations, 0);
            break;
        default:
            if (!vary(child, parent, mutation)) return;
    }
    child.complexity = complexity_of(child.tree, settings_);
    // Drawn first, so that the judge can stop as soon as the child is certain to be rejected.
    double const limit = largest_accepted_loss(
        {parent.loss, parent.complexity, child.complexity, temperature_, judge_.baseline()},
        settings_, state_.stream.uniform());
    if (!keeps_structure(mutation)) fit_offspring(child.tree);
    child.loss = judge_.loss(child.tree, limit);
    if (std::isfinite(child.loss)) replace_oldest(child);
}

void Breeder::breed_by_crossover() {
    Member const& first = winner();
    Member const& second = winner();
    auto& left = workspace_.children[0].tree;
    auto& right = workspace_.children[1].tree;
    bool legal = false;
    for (int attempt = 0; attempt < legal_child_tries && !legal; ++attempt) {
        left = first.tree;
        right = second.tree;
        cross_over(left, right, state_.stream);
        workspace_.simplify(left);
        workspace_.simplify(right);
        legal = is_legal(left, settings_) && is_legal(right, settings_);
    }
    if (!legal) return;
    for (auto& child : workspace_.children) {
        fit_offspring(child.tree);
        child.complexity = complexity_of(child.tree, settings_);
        child.loss = judge_.loss(child.tree);
        if (std::isfinite(child.loss)) replace_oldest(child);
    }
}

void Breeder::fit_offspring(expr::Tree& tree) {
    auto const& optimise = settings_.optimise;
    if (tree.constants.empty() || !state_.stream.bernoulli(optimise.offspring_probability)) return;
    judge_.fit(tree, optimise.offspring_evaluations, optimise.offspring_rows);
}

void Breeder::replace_oldest(Member& child) {
    child.birth = state_.birth_count++;
    std::swap(state_.population[state_.oldest], child);
    state_.oldest = (state_.oldest + 1) % static_cast<std::uint32_t>(state_.population.size());
}

}  // namespace balmer::evolve
