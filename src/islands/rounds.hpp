/// \file
/// Rounds of the deterministic mode: all islands exchange at the same iteration.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/evolve/member.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace balmer::islands {

/// A round gathers the champions of every island, has them scored together, and ends with the
/// exchanges. Between scoring and exchanges all islands rest: the state of the run at that moment,
/// the cut, is what checkpoints contain. In the other mode no round ever begins.
class Rounds {
public:
    explicit Rounds(std::size_t island_count) : gathered_(island_count) {}

    /// Champions of one island for the round that gathers.
    void put(std::uint32_t island, std::vector<evolve::Member> champions);

    /// Begins to score once the champions of every island are there: returns all of them, in the
    /// order of the islands, once a round.
    std::optional<std::vector<evolve::Member>> begin_scoring();

    /// Settles the round if its champions were being scored and `is_scored`. Returns true once a
    /// round.
    bool settle(bool is_scored);
    bool is_settled() const { return state_ == State::settled; }

    /// Keeps the state of the run at a settled round.
    void keep_cut(checkpoint::Checkpoint cut);
    /// The last cut, of this session or the one before.
    std::optional<checkpoint::Checkpoint> const& cut() const { return cut_; }
    /// Cuts of this session.
    std::uint64_t cut_count() const { return cut_count_; }

    /// The exchanges are sent: the next round gathers.
    void end() { state_ = State::gathering; }

    /// Discards the champions of a round that will not be complete.
    void discard_gathered();

    /// Resumes from the cut of another session. Its islands, if there are any, wait for exchanges.
    void resume(checkpoint::Checkpoint cut);

private:
    enum class State { gathering, scoring, settled };

    State state_ = State::gathering;
    std::vector<std::optional<std::vector<evolve::Member>>> gathered_;
    std::optional<checkpoint::Checkpoint> cut_;
    std::uint64_t cut_count_ = 0;
};

}  // namespace balmer::islands
