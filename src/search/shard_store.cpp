#include "shard_store.hpp"

#include "balmer/scoring/team_scorer.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace balmer::search {

namespace {

/// The shards of the islands, and after them those that only their samples need.
std::vector<std::size_t> needed_shards(data::SamplePlan const& plan,
                                       std::vector<std::size_t> const& islands) {
    std::vector<bool> is_needed(plan.shards.shard_count, false);
    auto needed = islands;
    for (auto const island : islands) is_needed[island] = true;
    for (auto const island : islands) {
        for (auto const shard : plan.shards_of(island)) {
            if (!is_needed[shard]) needed.push_back(shard);
            is_needed[shard] = true;
        }
    }
    return needed;
}

}  // namespace

ShardStore::ShardStore(data::SourceSpec const& spec, data::SamplePlan const& plan,
                       std::vector<std::size_t> const& islands)
    : plan_(plan),
      shards_(scoring::read_indexed_shards(spec, plan.shards, needed_shards(plan, islands))) {
    auto const first_other = shards_.begin() + static_cast<std::ptrdiff_t>(islands.size());
    others_.assign(std::move_iterator(first_other), std::move_iterator(shards_.end()));
    shards_.erase(first_other, shards_.end());
}

data::Table<double> const& ShardStore::table(std::size_t shard) const {
    for (auto const* shards : {&shards_, &others_}) {
        auto const found = std::ranges::find(*shards, shard, &scoring::Shard::index);
        if (found != shards->end()) return found->table;
    }
    throw std::out_of_range("no such shard on this rank");
}

data::Table<double> ShardStore::sample(std::size_t island) const {
    std::vector<data::Table<double> const*> parts;
    for (auto const shard : plan_.shards_of(island)) parts.push_back(&table(shard));
    return data::joined(parts);
}

std::vector<data::Table<double>> ShardStore::take(std::vector<std::size_t> const& shards) {
    others_.clear();
    others_.shrink_to_fit();
    std::vector<data::Table<double>> taken;
    for (auto const shard : shards) {
        auto const found = std::ranges::find(shards_, shard, &scoring::Shard::index);
        if (found == shards_.end()) throw std::out_of_range("no such shard on this rank");
        taken.push_back(std::move(found->table));
        shards_.erase(found);
    }
    return taken;
}

}  // namespace balmer::search
