#include "structure_memory.hpp"

#include <algorithm>
#include <iterator>

namespace balmer::islands {

bool StructureMemory::admit(std::uint64_t structure, double loss, double retry_factor,
                            int max_attempts) {
    auto const found = records_.find(structure);
    if (found != records_.end()) {
        auto& record = found->second;
        // Not (loss >= …), so that NaN is rejected.
        if (record.attempt_count >= max_attempts || !(loss < retry_factor * record.loss)) {
            return false;
        }
        record.loss = loss;
        ++record.attempt_count;
        return true;
    }
    if (order_.size() >= capacity_) {
        records_.erase(order_.front());
        order_.pop_front();
    }
    records_.emplace(structure, Record{loss, 1});
    order_.push_back(structure);
    return true;
}

void StructureMemory::settle(std::uint64_t structure, double loss) {
    auto const found = records_.find(structure);
    if (found != records_.end()) found->second.loss = loss;
}

void StructureMemory::forget(std::uint64_t structure) {
    if (records_.erase(structure) == 0) return;
    // Otherwise the old place would later evict a newer record of this structure. Searched from the
    // end, because it is usually a recent one.
    auto const place = std::find(order_.rbegin(), order_.rend(), structure);
    order_.erase(std::next(place).base());
}

std::vector<StructureMemory::Entry> StructureMemory::entries() const {
    std::vector<Entry> entries;
    entries.reserve(order_.size());
    for (auto const structure : order_) entries.push_back({structure, records_.at(structure)});
    return entries;
}

void StructureMemory::restore(std::span<Entry const> entries) {
    records_.clear();
    order_.clear();
    for (auto const& entry : entries.last(std::min(entries.size(), capacity_))) {
        records_.emplace(entry.structure, entry.record);
        order_.push_back(entry.structure);
    }
}

}  // namespace balmer::islands
