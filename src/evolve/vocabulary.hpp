/// \file
/// What trees of a search are made of.
#pragma once

#include "balmer/evolve/settings.hpp"
#include "balmer/expr/opcode.hpp"

#include <cstddef>
#include <vector>

namespace balmer::evolve {

/// Operators by arity, and how many features there are.
struct Vocabulary {
    std::vector<expr::Opcode> unary;
    std::vector<expr::Opcode> binary;
    std::size_t feature_count = 0;

    Vocabulary(SearchSettings const& settings, std::size_t features);

    std::size_t operator_count() const { return unary.size() + binary.size(); }
};

}  // namespace balmer::evolve
