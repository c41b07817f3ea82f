/// \file
/// Champions that wait to be scored on all events, the most promising first.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/member.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace balmer::islands {

/// Loss on its own shard over the best full loss at its complexity or less: below 1 it promises to
/// improve the front, and 0 where there is nothing to beat yet.
double promise(evolve::Member const& candidate, evolve::HallOfFame const& hall_of_fame);

/// Bounded. Promises are taken against the hall of fame of the moment. Of equal ones the simpler
/// goes first, then the one with less loss, then the one that came first.
class CandidateQueue {
public:
    explicit CandidateQueue(std::size_t capacity) : capacity_(capacity) {}

    /// Returns the one that had to go: the least promising, where there was no room.
    std::optional<evolve::Member> push(evolve::Member candidate,
                                       evolve::HallOfFame const& hall_of_fame);

    /// The most promising, or nothing.
    std::optional<evolve::Member> pop(evolve::HallOfFame const& hall_of_fame);

    /// In the order they came.
    std::vector<evolve::Member> const& candidates() const { return candidates_; }
    std::size_t size() const { return candidates_.size(); }
    bool empty() const { return candidates_.empty(); }

private:
    evolve::Member take(std::size_t index);

    std::size_t capacity_;
    /// In the order they came.
    std::vector<evolve::Member> candidates_;
};

}  // namespace balmer::islands
