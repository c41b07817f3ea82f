#include "candidate_queue.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace balmer::islands {
namespace {

using Rank = std::tuple<double, int, double, std::size_t>;

/// One for each candidate; the smallest is the most promising.
std::vector<Rank> ranks(std::vector<evolve::Member> const& candidates,
                        evolve::HallOfFame const& hall_of_fame) {
    std::vector<Rank> result;
    result.reserve(candidates.size());
    for (auto const& candidate : candidates) {
        result.emplace_back(promise(candidate, hall_of_fame), candidate.complexity, candidate.loss,
                            result.size());
    }
    return result;
}

std::size_t index_of(Rank const& rank) { return std::get<3>(rank); }

}  // namespace

double promise(evolve::Member const& candidate, evolve::HallOfFame const& hall_of_fame) {
    double const best = hall_of_fame.best_mse(candidate.complexity);
    if (best == std::numeric_limits<double>::infinity()) return 0;
    return best > 0 ? candidate.loss / best : std::numeric_limits<double>::infinity();
}

std::optional<evolve::Member> CandidateQueue::push(evolve::Member candidate,
                                                   evolve::HallOfFame const& hall_of_fame) {
    candidates_.push_back(std::move(candidate));
    if (candidates_.size() <= capacity_) return std::nullopt;
    return take(index_of(std::ranges::max(ranks(candidates_, hall_of_fame))));
}

std::optional<evolve::Member> CandidateQueue::pop(evolve::HallOfFame const& hall_of_fame) {
    if (candidates_.empty()) return std::nullopt;
    return take(index_of(std::ranges::min(ranks(candidates_, hall_of_fame))));
}

evolve::Member CandidateQueue::take(std::size_t index) {
    auto const place = candidates_.begin() + static_cast<std::ptrdiff_t>(index);
    auto candidate = std::move(*place);
    candidates_.erase(place);
    return candidate;
}

}  // namespace balmer::islands
