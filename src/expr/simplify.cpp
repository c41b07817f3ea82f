#include "balmer/expr/simplify.hpp"

#include "simplify/normal_form.hpp"
#include "simplify/rules.hpp"
#include "simplify/workpiece.hpp"

#include <cmath>
#include <utility>

namespace balmer::expr {
namespace simplification {
namespace {

using enum Opcode;

bool negate(Workpiece& work, Part const& x) {
    auto const inner = work.root(x).op;
    if (inner == neg) return work.replace(x, Workpiece::argument(x));
    if (inner == sub && !work.has_constant_on_the_left(x) && !work.has_constant_on_the_right(x)) {
        auto const [left, right] = work.arguments(x);
        return work.replace(x, right, left, sub);
    }
    return inner == add || inner == sub ? negate_sum(work, x) : negate_product(work, x);
}

bool invert(Workpiece& work, Part const& x) {
    auto const inner = work.root(x).op;
    if (inner == inv) return work.replace(x, Workpiece::argument(x));
    if (inner == div && !work.has_constant_on_the_left(x) && !work.has_constant_on_the_right(x)) {
        auto const [left, right] = work.arguments(x);
        return work.replace(x, right, left, div);
    }
    return invert_product(work, x);
}

/// Removes the sign inside an even function, and abs around or abs inside what makes it redundant.
bool drop_inner(Workpiece& work, Opcode op, Part const& x) {
    auto const inner = work.root(x).op;
    bool const is_even = op == square || op == abs || op == cos;
    if (is_even && inner == neg) return work.replace(x, Workpiece::argument(x), op);
    if (op == square && inner == abs) return work.replace(x, Workpiece::argument(x), op);
    if (op == abs && (inner == abs || inner == square)) return work.replace(x, x);
    return false;
}

bool rewrite_power(Workpiece& work, Part const& x, Part const& y) {
    if (work.is_constant(x) && work.value(x) == 1) return work.replace(x, 1.0);
    if (!work.is_constant(y)) return false;
    double const exponent = work.value(y);
    if (exponent == 0) return work.replace(x, 1.0);
    if (exponent == 1) return work.replace(x, x);
    if (exponent == 2 && work.may(square)) return work.replace(x, x, square);
    if (exponent == 3 && work.may(cube)) return work.replace(x, x, cube);
    if (exponent == -1 && work.may(inv)) return work.replace(x, x, inv);
    if (exponent == 0.5 && work.may(sqrt)) return work.replace(x, x, sqrt);
    return false;
}

bool rewrite_unary(Workpiece& work, Opcode op, Part const& x) {
    if (work.is_constant(x)) {
        double const folded = apply(op, work.value(x));
        if (std::isfinite(folded)) return work.replace(x, folded);
    }
    if (op == neg) return negate(work, x);
    if (op == inv) return invert(work, x);
    return drop_inner(work, op, x);
}

bool rewrite_binary(Workpiece& work, Opcode op, Part const& x, Part const& y) {
    if (work.is_constant(x) && work.is_constant(y)) {
        double const folded = apply(op, work.value(x), work.value(y));
        if (std::isfinite(folded)) return work.replace(x, folded);
    }
    if (op == add || op == sub) return rewrite_sum(work, op, x, y);
    if (op == mul || op == div) return rewrite_product(work, op, x, y);
    if (op == pow) return rewrite_power(work, x, y);
    if (op == min || op == max) return work.equal(x, y) && work.replace(x, x);
    throw_unexpected(op);
}

/// Goes from the leaves to the root. The arguments of each operator are already simple and are the
/// last parts of the tree built so far. A rule that applies rewrites them; otherwise the operator
/// is appended.
void pass_over(Tree const& tree, OperatorSet allowed, Workpiece& work) {
    work.start(allowed);
    auto next_constant = tree.constants.begin();
    for (auto const node : tree.nodes) {
        if (node.op == constant) {
            work.push_constant(*next_constant++);
        } else if (node.op == variable) {
            work.push_variable(node);
        } else if (arity(node.op) == 1) {
            work.begin_operator(node.op);
            auto const x = work.pop_argument();
            if (!rewrite_unary(work, node.op, x.part)) work.append_operator(x);
        } else {
            work.begin_operator(node.op);
            auto const y = work.pop_argument();
            auto const x = work.pop_argument();
            if (is_normal(work, node.op, x, y) || !rewrite_binary(work, node.op, x.part, y.part)) {
                work.append_operator(x, y);
            }
        }
    }
}

}  // namespace
}  // namespace simplification

Simplifier::Simplifier() : work_(std::make_unique<simplification::Workpiece>()) {}
Simplifier::~Simplifier() = default;
Simplifier::Simplifier(Simplifier&&) noexcept = default;
Simplifier& Simplifier::operator=(Simplifier&&) noexcept = default;

void Simplifier::operator()(Tree& tree) {
    simplification::OperatorSet allowed;
    for (auto const node : tree.nodes) allowed.insert(node.op);
    // The result of one rule may match another one; each pass but the last makes progress.
    constexpr int max_passes = 20;
    for (int i = 0; i < max_passes; ++i) {
        simplification::pass_over(tree, allowed, *work_);
        std::swap(tree, work_->built());
        if (!work_->changed()) return;
    }
}

Tree simplify(Tree tree) {
    Simplifier()(tree);
    return tree;
}

}  // namespace balmer::expr
