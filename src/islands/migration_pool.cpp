#include "migration_pool.hpp"

#include "balmer/base/error.hpp"

#include <utility>

namespace balmer::islands {

void MigrationPool::put(std::uint32_t island, std::vector<expr::Tree> migrants) {
    BALMER_EXPECT(island < migrants_.size());
    migrants_[island] = std::move(migrants);
}

std::vector<expr::Tree> MigrationPool::sample(std::uint32_t island, std::size_t count,
                                              RandomStream& stream) const {
    std::vector<expr::Tree const*> others;
    for (std::size_t k = 0; k < migrants_.size(); ++k) {
        if (k == island) continue;
        for (auto const& tree : migrants_[k]) others.push_back(&tree);
    }
    std::vector<expr::Tree> chosen;
    if (others.size() <= count) {
        for (auto const* tree : others) chosen.push_back(*tree);
        return chosen;
    }
    // The first steps of a Fisher-Yates shuffle.
    for (std::size_t i = 0; i < count; ++i) {
        auto const left = static_cast<std::uint32_t>(others.size() - i);
        std::swap(others[i], others[i + stream.below(left)]);
        chosen.push_back(*others[i]);
    }
    return chosen;
}

}  // namespace balmer::islands
