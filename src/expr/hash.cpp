#include "balmer/expr/hash.hpp"

#include <array>
#include <cstddef>

#include <xxhash.h>

namespace balmer::expr {
namespace {

/// XXH3 of a sequence of words, block by block: the hash of each block is the seed of the next.
/// `word_of` converts items to words, since a Node has a byte of padding and 0 has two signs.
template <class Item, class WordOf>
std::uint64_t hash_words(std::span<Item const> items, std::uint64_t seed, WordOf word_of) {
    std::array<decltype(word_of(items[0])), 64> words{};
    do {
        auto const count = items.size() < words.size() ? items.size() : words.size();
        for (std::size_t i = 0; i < count; ++i) words[i] = word_of(items[i]);
        seed = XXH3_64bits_withSeed(words.data(), count * sizeof words[0], seed);
        items = items.subspan(count);
    } while (!items.empty());
    return seed;
}

}  // namespace

std::uint64_t structure_hash(std::span<Node const> nodes) {
    return hash_words(nodes, 0, [](Node node) {
        return (static_cast<std::uint32_t>(node.op) << 16) | node.feature;
    });
}

std::uint64_t full_hash(Tree const& tree) {
    std::span<double const> const constants = tree.constants;
    return hash_words(constants, structure_hash(tree.nodes),
                      [](double value) { return value + 0.0; });
}

}  // namespace balmer::expr
