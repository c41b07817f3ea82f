/// \file
/// Smaller trees of the same value.
#pragma once

#include "balmer/expr/tree.hpp"

#include <memory>

namespace balmer::expr {

namespace simplification {
class Workpiece;
}

/// Folds constants (to finite results only), merges constants along chains of + - and of * /, drops
/// neutral elements, and cancels double signs, x - x and x/x.
///
/// The result has no more nodes than the tree had, only operators that occur in it, and is its own
/// simplification. On each row where all intermediate values of the tree are finite, its value is
/// the same up to rounding (and to overflow of products that are taken in another order).
///
/// Keeps its memory, so that it allocates nothing once warm: one thread at a time.
class Simplifier {
public:
    Simplifier();
    ~Simplifier();
    Simplifier(Simplifier&&) noexcept;
    Simplifier& operator=(Simplifier&&) noexcept;

    void operator()(Tree& tree);

private:
    std::unique_ptr<simplification::Workpiece> work_;
};

/// The simplified tree, where one is enough.
Tree simplify(Tree tree);

}  // namespace balmer::expr
