#include "rounds.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace balmer::islands {

void Rounds::put(std::uint32_t island, std::vector<evolve::Member> champions) {
    gathered_.at(island) = std::move(champions);
}

std::optional<std::vector<evolve::Member>> Rounds::begin_scoring() {
    if (state_ != State::gathering) return std::nullopt;
    auto const is_here = [](auto const& champions) { return champions.has_value(); };
    if (!std::ranges::all_of(gathered_, is_here)) return std::nullopt;
    std::vector<evolve::Member> all;
    for (auto& champions : gathered_) {
        std::ranges::move(*champions, std::back_inserter(all));
        champions.reset();
    }
    state_ = State::scoring;
    return all;
}

bool Rounds::settle(bool is_scored) {
    if (state_ != State::scoring || !is_scored) return false;
    state_ = State::settled;
    return true;
}

void Rounds::keep_cut(checkpoint::Checkpoint cut) {
    cut_ = std::move(cut);
    ++cut_count_;
}

void Rounds::discard_gathered() {
    for (auto& champions : gathered_) champions.reset();
}

void Rounds::resume(checkpoint::Checkpoint cut) {
    if (!cut.islands.empty()) state_ = State::settled;
    cut_ = std::move(cut);
}

}  // namespace balmer::islands
