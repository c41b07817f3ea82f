#include "balmer/parallel/block_team.hpp"

#include "balmer/parallel/collectives.hpp"

#include <utility>
#include <vector>

namespace balmer::parallel {
namespace {

/// As Communicator::gather(), but without a copy if this process is alone.
std::vector<Bytes> gathered(Communicator const& communicator, Bytes content) {
    if (communicator.size() > 1) return communicator.gather(content);
    std::vector<Bytes> contents;
    contents.push_back(std::move(content));
    return contents;
}

}  // namespace

void run_own_blocks(Communicator const& communicator, std::uint64_t block_count,
                    std::function<void(std::uint64_t block)> const& work) {
    auto const stride = static_cast<std::uint64_t>(communicator.size());
    communicator.all_or_none([&] {
        for (auto block = static_cast<std::uint64_t>(communicator.rank()); block < block_count;
             block += stride) {
            work(block);
        }
    });
}

void collect_blocks(Communicator const& communicator,
                    std::function<Bytes(std::uint32_t block)> const& make,
                    std::function<bool(Bytes const& content)> const& take) {
    auto const stride = static_cast<std::uint32_t>(communicator.size());
    for (auto block = static_cast<std::uint32_t>(communicator.rank());; block += stride) {
        auto own = communicator.all_or_none([&] { return make(block); });
        auto const contents = gathered(communicator, std::move(own));
        bool is_done = false;
        communicator.all_or_none([&] {
            for (auto const& content : contents) {
                is_done = !take(content);
                if (is_done) break;
            }
        });
        // Only rank 0 knows; all others say false.
        if (any_of(communicator, is_done)) return;
    }
}

}  // namespace balmer::parallel
