#include "evolve/breeding.hpp"

#include "balmer/expr/simplify.hpp"

#include "evolve/selection.hpp"

#include <cmath>
#include <utility>

namespace balmer::evolve {
namespace {

/// How often a mutation is tried again before the tournament is given up, as PySR has it.
constexpr int legal_child_tries = 10;

bool keeps_structure(Mutation mutation) {
    return mutation == Mutation::perturb_constant || mutation == Mutation::optimise ||
           mutation == Mutation::simplify || mutation == Mutation::nothing;
}

}  // namespace

int complexity_of(expr::Tree const& tree, SearchSettings const& settings) {
    return expr::complexity(tree.nodes, settings.complexity_weights);
}

Breeder::Breeder(IslandState& state, SearchSettings const& settings, Judge& judge,
                 double temperature)
    : state_(state),
      settings_(settings),
      judge_(judge),
      temperature_(temperature),
      vocabulary_(settings, judge.feature_count()),
      shares_(complexity_shares(state.population, settings.constraints.max_complexity)) {}

void Breeder::breed() {
    if (state_.stream.bernoulli(settings_.crossover_probability)) {
        breed_by_crossover();
    } else {
        breed_by_mutation();
    }
}

Member const& Breeder::winner() {
    return state_.population[tournament(state_.population, shares_, settings_, judge_.baseline(),
                                        state_.stream)];
}

void Breeder::breed_by_mutation() {
    Member const& parent = winner();
    auto const mutation =
        choose_mutation(parent.tree, parent.complexity, settings_, vocabulary_, state_.stream);
    Member child{parent.tree, parent.loss, parent.complexity, 0};
    switch (mutation) {
        case Mutation::nothing:
            return replace_oldest(std::move(child));
        case Mutation::simplify:
            child.tree = expr::simplify(child.tree);
            child.complexity = complexity_of(child.tree, settings_);
            if (is_legal(child.tree)) replace_oldest(std::move(child));
            return;
        case Mutation::optimise:
            judge_.fit(child.tree, settings_.optimise.member_evaluations, 0);
            break;
        default: {
            MutationContext const context{
                vocabulary_,
                {settings_.perturbation_factor * temperature_, settings_.negate_probability},
                static_cast<std::size_t>(settings_.constraints.max_complexity)};
            bool legal = false;
            for (int attempt = 0; attempt < legal_child_tries && !legal; ++attempt) {
                child.tree = parent.tree;
                if (!mutate(mutation, child.tree, context, state_.stream)) continue;
                if (!keeps_structure(mutation)) child.tree = expr::simplify(child.tree);
                legal = is_legal(child.tree);
            }
            if (!legal) return;
        }
    }
    child.complexity = complexity_of(child.tree, settings_);
    // The draw comes first, so that the judge may stop as soon as the child is sure to fail.
    double const limit = largest_accepted_loss(
        {parent.loss, parent.complexity, child.complexity, temperature_, judge_.baseline()},
        settings_, state_.stream.uniform());
    if (!keeps_structure(mutation)) fit_offspring(child.tree);
    child.loss = judge_.loss(child.tree, limit);
    if (std::isfinite(child.loss)) replace_oldest(std::move(child));
}

void Breeder::breed_by_crossover() {
    Member const& first = winner();
    Member const& second = winner();
    expr::Tree left, right;
    bool legal = false;
    for (int attempt = 0; attempt < legal_child_tries && !legal; ++attempt) {
        left = first.tree;
        right = second.tree;
        cross_over(left, right, state_.stream);
        left = expr::simplify(left);
        right = expr::simplify(right);
        legal = is_legal(left) && is_legal(right);
    }
    if (!legal) return;
    for (auto* tree : {&left, &right}) {
        fit_offspring(*tree);
        Member child{std::move(*tree), 0, 0, 0};
        child.complexity = complexity_of(child.tree, settings_);
        child.loss = judge_.loss(child.tree);
        if (std::isfinite(child.loss)) replace_oldest(std::move(child));
    }
}

void Breeder::fit_offspring(expr::Tree& tree) {
    auto const& optimise = settings_.optimise;
    if (tree.constants.empty() || !state_.stream.bernoulli(optimise.offspring_probability)) return;
    judge_.fit(tree, optimise.offspring_evaluations, optimise.offspring_rows);
}

bool Breeder::is_legal(expr::Tree const& tree) const {
    return expr::is_legal(tree, settings_.constraints, settings_.complexity_weights);
}

void Breeder::replace_oldest(Member member) {
    member.birth = state_.birth_count++;
    state_.population[state_.oldest] = std::move(member);
    state_.oldest = (state_.oldest + 1) % static_cast<std::uint32_t>(state_.population.size());
}

}  // namespace balmer::evolve
