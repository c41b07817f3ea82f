#include "shard_store.hpp"

#include "balmer/scoring/team_scorer.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace balmer::search {

ShardStore::ShardStore(data::SourceSpec const& spec, data::ShardPlan const& plan,
                       std::vector<std::size_t> const& shards)
    : shards_(scoring::read_indexed_shards(spec, plan, shards)) {}

std::vector<data::Table<double>> ShardStore::take(std::vector<std::size_t> const& shards) {
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
