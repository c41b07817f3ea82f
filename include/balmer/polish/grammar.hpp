/// \file
/// The formulas that a job allows.
#pragma once

#include "balmer/expr/complexity.hpp"
#include "balmer/expr/constraints.hpp"
#include "balmer/expr/opcode.hpp"
#include "balmer/expr/tree.hpp"

#include <vector>

namespace balmer::polish {

struct Grammar {
    std::vector<expr::Opcode> operators;
    expr::Constraints constraints;
    expr::ComplexityWeights weights;

    int complexity(expr::Tree const& tree) const { return expr::complexity(tree.nodes, weights); }
    bool allows(expr::Tree const& tree) const;
};

}  // namespace balmer::polish
