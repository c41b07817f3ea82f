#include "island_archives.hpp"

#include <algorithm>
#include <utility>

namespace balmer::islands {

IslandArchives::IslandArchives(std::size_t island_count)
    : latest_(island_count), is_missing_(island_count) {}

void IslandArchives::put(checkpoint::IslandArchive archive) {
    auto const k = archive.island;
    is_missing_.at(k) = false;
    if (!archive.bytes.empty()) latest_[k] = std::move(archive);
}

std::vector<checkpoint::IslandArchive> IslandArchives::all() const {
    std::vector<checkpoint::IslandArchive> archives;
    for (auto const& archive : latest_) {
        if (archive) archives.push_back(*archive);
    }
    return archives;
}

void IslandArchives::begin_gathering() {
    is_gathering_ = true;
    is_missing_.assign(is_missing_.size(), true);
    since_begin_.restart();
}

bool IslandArchives::is_gathered() const {
    if (!is_gathering_) return false;
    bool const all_are_there = std::ranges::find(is_missing_, true) == is_missing_.end();
    return all_are_there || since_begin_.elapsed_s() >= gather_s;
}

}  // namespace balmer::islands
