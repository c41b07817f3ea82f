/// \file
/// Trees as 64-bit numbers, to find equal ones.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstdint>
#include <span>

namespace balmer::expr {

/// XXH3 of operators and features, without constants: equal for trees that differ in fitted values.
std::uint64_t structure_hash(std::span<Node const> nodes);

/// XXH3 of nodes and constants: equal for equal trees (0 and -0 are equal).
std::uint64_t full_hash(Tree const& tree);

}  // namespace balmer::expr
