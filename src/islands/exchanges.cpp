#include "exchanges.hpp"

#include "balmer/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace balmer::islands {

Exchanges::Exchanges(evolve::SearchSettings const& search)
    : search_(search), islands_(search.island_count), pool_(search.island_count) {}

void Exchanges::put(std::uint32_t island, std::uint32_t iteration,
                    std::vector<expr::Tree> migrants) {
    islands_.at(island).iteration = iteration;
    pool_.put(island, std::move(migrants));
}

void Exchanges::request(std::uint32_t island) {
    auto& waits = islands_.at(island).waits;
    if (waits) ++superseded_count_;
    waits = true;
}

void Exchanges::resume(std::uint32_t island, std::uint32_t iteration) {
    islands_.at(island) = {.iteration = iteration, .waits = true};
}

void Exchanges::restore(std::vector<std::vector<expr::Tree>> migrants, std::uint64_t sent_count,
                        std::uint64_t superseded_count) {
    for (std::uint32_t k = 0; k < migrants.size(); ++k) pool_.put(k, std::move(migrants[k]));
    sent_count_ = sent_count;
    superseded_count_ = superseded_count;
}

std::vector<std::uint32_t> Exchanges::waiting() const {
    std::vector<std::uint32_t> waiting;
    auto const count = static_cast<std::uint32_t>(islands_.size());
    for (std::uint32_t step = 0; step < count; ++step) {
        auto const k = (first_ + step) % count;
        if (islands_[k].waits && !has_finished(islands_[k])) waiting.push_back(k);
    }
    return waiting;
}

Exchange Exchanges::take(std::uint32_t k, evolve::HallOfFame const& hall_of_fame) {
    auto& island = islands_.at(k);
    Exchange exchange{.island = k, .iteration = island.iteration, .immigrants = {}};
    RandomStream stream(search_.seed, k, island.iteration, Purpose::migrate);
    auto const count = static_cast<std::size_t>(
        std::ceil(search_.fraction_replaced * static_cast<double>(search_.population_size)));
    exchange.immigrants.migrants = pool_.sample(k, count, stream);
    for (auto& entry : hall_of_fame.front()) {
        exchange.immigrants.hall_of_fame.push_back(std::move(entry.tree));
    }
    island.waits = false;
    ++sent_count_;
    return exchange;
}

bool Exchanges::all_finished() const {
    return std::ranges::all_of(islands_,
                               [this](auto const& island) { return has_finished(island); });
}

bool Exchanges::has_finished(Island const& island) const {
    return island.iteration >= search_.iterations;
}

}  // namespace balmer::islands
