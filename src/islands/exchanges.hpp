/// \file
/// Which islands wait for an exchange, and what they get.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/expr/tree.hpp"

#include "migration_pool.hpp"
#include "protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace balmer::islands {

class Exchanges {
public:
    /// `search` must outlive it.
    explicit Exchanges(evolve::SearchSettings const& search);

    /// An island has reached `iteration` and offers migrants.
    void put(std::uint32_t island, std::uint32_t iteration, std::vector<expr::Tree> migrants);
    /// The island waits for an exchange. If it did already, the new one replaces the old one.
    void request(std::uint32_t island);
    /// Restores an island that waits for an exchange at this iteration.
    void resume(std::uint32_t island, std::uint32_t iteration);
    /// Restores what is saved with a run.
    void restore(std::vector<std::vector<expr::Tree>> migrants, std::uint64_t sent_count,
                 std::uint64_t superseded_count);

    /// Islands that wait and have iterations left, in the order in which they are served.
    std::vector<std::uint32_t> waiting() const;
    /// Builds the exchange of an island, which then waits no more.
    Exchange take(std::uint32_t island, evolve::HallOfFame const& hall_of_fame);
    /// waiting() begins with this island from now on, so that none starves if not all are served.
    void start_with(std::uint32_t island) { first_ = island; }

    /// Every island has done all its iterations.
    bool all_finished() const;

    /// Index is the island.
    std::vector<std::vector<expr::Tree>> const& migrants() const { return pool_.migrants(); }
    std::uint64_t sent_count() const { return sent_count_; }
    std::uint64_t superseded_count() const { return superseded_count_; }

private:
    struct Island {
        std::uint32_t iteration = 0;
        bool waits = false;
    };

    bool has_finished(Island const& island) const;

    evolve::SearchSettings const& search_;
    std::vector<Island> islands_;
    MigrationPool pool_;
    std::uint32_t first_ = 0;
    std::uint64_t sent_count_ = 0;
    std::uint64_t superseded_count_ = 0;
};

}  // namespace balmer::islands
