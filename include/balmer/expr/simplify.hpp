/// \file
/// Simplification of trees.
#pragma once

#include "balmer/expr/tree.hpp"

#include <memory>

namespace balmer::expr {

namespace simplification {
class Workpiece;
}

/// Folds constants (if the result is finite), merges constants along chains of + - and of * /,
/// removes neutral elements, and cancels double signs, x - x and x/x.
///
/// The result has at most as many nodes as the tree and only operators that occur in it.
/// Simplifying it again does not change it. On each row for which all intermediate values of the
/// tree are finite, the value stays the same up to rounding, and up to overflow of products that
/// are evaluated in another order.
///
/// Reuses its memory: it does not allocate once warm. One thread at a time.
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

/// Simplifies a single tree.
Tree simplify(Tree tree);

}  // namespace balmer::expr
