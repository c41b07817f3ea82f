/// \file
/// 64-bit hashes of trees.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstdint>
#include <span>

namespace balmer::expr {

/// XXH3 of operators and features. Trees that differ only in their constants have the same hash.
std::uint64_t structure_hash(std::span<Node const> nodes);

/// XXH3 of nodes and constants. Equal trees have equal hashes; 0 and -0 are equal.
std::uint64_t full_hash(Tree const& tree);

}  // namespace balmer::expr
