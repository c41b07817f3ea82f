/// \file
/// Champions that wait to be scored on all events; the most promising are scored first.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/member.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace balmer::islands {

/// Loss on its own shard divided by the best full loss at its complexity or less. A value below 1
/// promises to improve the front; 0 if there is nothing to beat yet.
double promise(evolve::Member const& candidate, evolve::HallOfFame const& hall_of_fame);

/// Bounded. Promises are relative to the present hall of fame. Of equally promising candidates the
/// simpler comes first, then the one with the lower loss, then the earlier one.
class CandidateQueue {
public:
    explicit CandidateQueue(std::size_t capacity) : capacity_(capacity) {}

    /// If the queue is full, removes and returns the least promising candidate.
    std::optional<evolve::Member> push(evolve::Member candidate,
                                       evolve::HallOfFame const& hall_of_fame);

    /// Removes and returns the most promising candidate; nullopt if the queue is empty.
    std::optional<evolve::Member> pop(evolve::HallOfFame const& hall_of_fame);

    /// In order of arrival.
    std::vector<evolve::Member> const& candidates() const { return candidates_; }
    std::size_t size() const { return candidates_.size(); }
    bool empty() const { return candidates_.empty(); }

private:
    evolve::Member take(std::size_t index);

    std::size_t capacity_;
    /// In order of arrival.
    std::vector<evolve::Member> candidates_;
};

}  // namespace balmer::islands
