#include "balmer/expr/tidy.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace balmer::expr {
namespace {

bool is_constant(Tree const& tree) {
    return tree.size() == 1 && tree.nodes[0].op == Opcode::constant;
}

/// A negative constant, or a product whose first factor is one.
bool has_leading_minus(Tree const& tree) {
    bool const is_product = tree.nodes.back().op == Opcode::mul &&
                            tree.nodes[0].op == Opcode::constant &&
                            subtree(tree.nodes, tree.size() - 2).begin == 1;
    return (is_constant(tree) || is_product) && std::signbit(tree.constants[0]);
}

Tree joined(Opcode op, Tree left, Tree const& right) {
    left.nodes.insert(left.nodes.end(), right.nodes.begin(), right.nodes.end());
    left.constants.insert(left.constants.end(), right.constants.begin(), right.constants.end());
    left.nodes.push_back({op, 0});
    return left;
}

class Tidier {
public:
    explicit Tidier(std::span<Opcode const> operators) : operators_(operators) {}

    Tree tidy(Tree const& tree) const {
        auto const op = tree.nodes.back().op;
        if (is_leaf(op)) return tree;
        auto const last = subtree(tree.nodes, tree.size() - 2);
        auto right = tidy(extract_subtree(tree, last));
        if (arity(op) == 1) {
            right.nodes.push_back({op, 0});
            return right;
        }
        auto left = tidy(extract_subtree(tree, {0, last.begin}));
        return binary(op, std::move(left), std::move(right));
    }

private:
    bool allows(Opcode op) const { return std::ranges::find(operators_, op) != operators_.end(); }

    Tree binary(Opcode op, Tree left, Tree right) const {
        if (op == Opcode::mul && is_constant(right) && !is_constant(left)) std::swap(left, right);
        if (op == Opcode::add && is_constant(left) && !is_constant(right)) std::swap(left, right);
        auto const opposite = op == Opcode::add ? Opcode::sub : Opcode::add;
        if ((op == Opcode::add || op == Opcode::sub) && has_leading_minus(right) &&
            allows(opposite)) {
            right.constants[0] = -right.constants[0];
            return joined(opposite, std::move(left), right);
        }
        return joined(op, std::move(left), right);
    }

    std::span<Opcode const> operators_;
};

}  // namespace

Tree tidy(Tree const& tree, std::span<Opcode const> operators) {
    return Tidier(operators).tidy(tree);
}

}  // namespace balmer::expr
