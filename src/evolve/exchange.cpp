#include "balmer/evolve/island.hpp"
#include "balmer/expr/hash.hpp"
#include "balmer/expr/simplify.hpp"
#include "balmer/expr/tidy.hpp"

#include "evolve/breeding.hpp"
#include "evolve/streams.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace balmer::evolve {
namespace {

/// Number of offered champions that an island remembers.
constexpr std::size_t offered_capacity = 4096;

/// Simplifies members in place. Their values, and so their losses, do not change.
void simplify_members(IslandState& state, SearchSettings const& settings) {
    expr::Simplifier simplify;
    expr::Tree simpler;
    for (auto& member : state.population) {
        simpler = member.tree;
        simplify(simpler);
        if (!is_legal(simpler, settings)) continue;
        std::swap(member.tree, simpler);
        member.complexity = complexity_of(member.tree, settings);
    }
}

/// Fits a member on the whole shard and keeps the result if it is better.
void fit_member(Member& member, SearchSettings const& settings, Judge& judge) {
    if (member.tree.constants.empty()) return;
    Member fitted = member;
    judge.fit(fitted.tree, settings.optimise.member_evaluations, 0);
    fitted.loss = judge.loss(fitted.tree, member.loss);
    if (fitted.loss < member.loss) member = std::move(fitted);
}

void fit_some_members(IslandState& state, SearchSettings const& settings, Judge& judge) {
    auto stream = stream_of(state, settings, Purpose::optimise);
    for (auto& member : state.population) {
        if (stream.bernoulli(settings.optimise.member_probability)) {
            fit_member(member, settings, judge);
        }
    }
}

/// Tidies the formula for readers, if the result is legal and not more complex.
void tidy_member(Member& member, SearchSettings const& settings) {
    auto tidied = expr::tidy(member.tree, settings.operators);
    if (is_legal(tidied, settings) && complexity_of(tidied, settings) <= member.complexity) {
        member.tree = std::move(tidied);
        member.complexity = complexity_of(member.tree, settings);
    }
}

/// The loss on this shard that a champion must beat, indexed by complexity.
std::vector<double> bars(std::span<expr::Tree const> hall_of_fame, SearchSettings const& settings,
                         Judge& judge) {
    std::vector<double> lowest(static_cast<std::size_t>(settings.constraints.max_complexity) + 1,
                               std::numeric_limits<double>::infinity());
    for (auto const& tree : hall_of_fame) {
        auto const complexity = static_cast<std::size_t>(complexity_of(tree, settings));
        if (complexity < lowest.size()) {
            lowest[complexity] = std::min(lowest[complexity], judge.loss(tree));
        }
    }
    for (std::size_t c = 1; c < lowest.size(); ++c) lowest[c] = std::min(lowest[c], lowest[c - 1]);
    return lowest;
}

/// Structure and loss to about one per cent: a structure is offered again if its constants have
/// clearly improved.
std::uint64_t champion_key(Member const& member) {
    auto const percent = std::llround(100.0 * std::log(std::max(member.loss, 1e-300)));
    return expr::structure_hash(member.tree.nodes) ^
           (0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(percent));
}

void remember(std::vector<std::uint64_t>& offered, std::uint64_t key) {
    if (offered.size() >= offered_capacity) {
        offered.erase(offered.begin(), offered.begin() + offered_capacity / 4);
    }
    offered.push_back(key);
}

/// Positions of the best member at each complexity, simplest first.
std::vector<std::size_t> best_by_complexity(std::span<Member const> population,
                                            int max_complexity) {
    std::vector<std::optional<std::size_t>> best(static_cast<std::size_t>(max_complexity) + 1);
    for (std::size_t i = 0; i < population.size(); ++i) {
        auto& slot = best[static_cast<std::size_t>(population[i].complexity)];
        if (!slot || population[i].loss < population[*slot].loss) slot = i;
    }
    std::vector<std::size_t> positions;
    for (auto const& slot : best) {
        if (slot) positions.push_back(*slot);
    }
    return positions;
}

std::vector<Member> champions(IslandState& state, SearchSettings const& settings, Judge& judge,
                              std::span<expr::Tree const> hall_of_fame) {
    auto lowest = bars(hall_of_fame, settings, judge);
    std::vector<Member> result;
    for (auto const position :
         best_by_complexity(state.population, settings.constraints.max_complexity)) {
        auto member = state.population[position];
        auto const bar = [&] { return lowest[static_cast<std::size_t>(member.complexity)]; };
        if (member.loss >= bar()) continue;
        fit_member(member, settings, judge);
        tidy_member(member, settings);
        for (auto c = static_cast<std::size_t>(member.complexity); c < lowest.size(); ++c) {
            lowest[c] = std::min(lowest[c], member.loss);
        }
        auto const key = champion_key(member);
        if (std::ranges::find(state.offered, key) != state.offered.end()) continue;
        remember(state.offered, key);
        result.push_back(std::move(member));
    }
    return result;
}

/// The members of lowest loss, each structure once.
std::vector<Member> top_members(IslandState const& state, SearchSettings const& settings) {
    std::vector<std::size_t> order(state.population.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return state.population[i].loss; });
    std::vector<Member> top;
    std::vector<std::uint64_t> seen;
    for (auto const position : order) {
        if (top.size() >= settings.top_count) break;
        auto const& member = state.population[position];
        auto const hash = expr::structure_hash(member.tree.nodes);
        if (std::ranges::find(seen, hash) != seen.end()) continue;
        seen.push_back(hash);
        top.push_back(member);
    }
    return top;
}

/// Immigrants of one kind. Each is evaluated on this shard when it is first drawn.
class Newcomers {
public:
    Newcomers(std::vector<expr::Tree> const& trees, SearchSettings const& settings, Judge& judge)
        : trees_(trees), settings_(settings), judge_(judge), judged_(trees.size()) {}

    bool empty() const { return trees_.empty(); }

    /// A random one; its loss on this shard may be infinite.
    Member const& draw(RandomStream& stream) {
        auto const index = stream.below(static_cast<std::uint32_t>(trees_.size()));
        auto& member = judged_[index];
        if (!member) {
            member = Member{trees_[index], std::numeric_limits<double>::infinity(),
                            complexity_of(trees_[index], settings_), 0};
            if (is_legal(member->tree, settings_)) member->loss = judge_.loss(member->tree);
        }
        return *member;
    }

private:
    std::vector<expr::Tree> const& trees_;
    SearchSettings const& settings_;
    Judge& judge_;
    std::vector<std::optional<Member>> judged_;
};

}  // namespace

Harvest harvest(IslandState& state, SearchSettings const& settings, Judge& judge,
                std::span<expr::Tree const> hall_of_fame) {
    return {champions(state, settings, judge, hall_of_fame), top_members(state, settings)};
}

Harvest finish_iteration(IslandState& state, SearchSettings const& settings, Judge& judge,
                         std::span<expr::Tree const> hall_of_fame) {
    simplify_members(state, settings);
    fit_some_members(state, settings, judge);
    auto result = harvest(state, settings, judge, hall_of_fame);
    ++state.iteration;
    state.cycle = 0;
    state.stream = stream_of(state, settings, Purpose::evolve);
    return result;
}

void mix_in(IslandState& state, SearchSettings const& settings, Judge& judge,
            Immigrants const& immigrants) {
    auto stream = stream_of(state, settings, Purpose::mix_in);
    Newcomers migrants(immigrants.migrants, settings, judge);
    Newcomers famous(immigrants.hall_of_fame, settings, judge);
    auto const settle = [&](Member& slot, Newcomers& newcomers, double fraction) {
        if (newcomers.empty() || !stream.bernoulli(fraction)) return;
        auto const& newcomer = newcomers.draw(stream);
        if (!std::isfinite(newcomer.loss)) return;
        slot = newcomer;
        slot.birth = state.birth_count++;
    };
    for (auto& member : state.population) {
        settle(member, migrants, settings.fraction_replaced);
        settle(member, famous, settings.fraction_replaced_hof);
    }
    std::ranges::sort(state.population, {}, &Member::birth);
    state.oldest = 0;
}

}  // namespace balmer::evolve
