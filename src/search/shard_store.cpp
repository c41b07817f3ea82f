#include "shard_store.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace balmer::search {

ShardStore::ShardStore(data::SourceSpec const& spec, data::ShardPlan const& plan,
                       std::vector<std::size_t> const& shards) {
    if (shards.empty()) return;
    auto tables = data::read_shards(spec, plan, shards);
    for (std::size_t i = 0; i < shards.size(); ++i) {
        shards_.push_back({static_cast<std::uint32_t>(shards[i]), std::move(tables[i])});
    }
}

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
