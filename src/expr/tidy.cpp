#include "balmer/expr/tidy.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace balmer::expr {
namespace {

bool is_constant(Tree const& tree) {
    return tree.size() == 1 && tree.nodes[0].op == Opcode::constant;
}

/// A constant, or a product whose first factor is one.
bool starts_with_constant(Tree const& tree) {
    if (tree.nodes[0].op != Opcode::constant) return false;
    // Follow the left factors of a chain of products.
    std::size_t root = tree.size() - 1;
    while (tree.nodes[root].op == Opcode::mul) root = subtree(tree.nodes, root - 1).begin - 1;
    return root == 0;
}

bool has_leading_minus(Tree const& tree) {
    return starts_with_constant(tree) && std::signbit(tree.constants[0]);
}

Tree joined(Opcode op, Tree left, Tree const& right) {
    left.nodes.insert(left.nodes.end(), right.nodes.begin(), right.nodes.end());
    left.constants.insert(left.constants.end(), right.constants.begin(), right.constants.end());
    left.nodes.push_back({op, 0});
    return left;
}

/// Order of factors: constants, then variables, then everything else by size.
auto factor_rank(Tree const& factor) {
    auto const& root = factor.nodes.back();
    int const kind = root.op == Opcode::constant ? 0 : root.op == Opcode::variable ? 1 : 2;
    return std::tuple(kind, factor.size(), root.feature);
}

struct Term {
    Tree tree;
    bool negative = false;
};

class Tidier {
public:
    explicit Tidier(std::span<Opcode const> operators) : operators_(operators) {}

    Tree tidy(Tree const& tree) const {
        auto const op = tree.nodes.back().op;
        if (is_leaf(op)) return tree;
        if (op == Opcode::mul) return product(tree);
        if (op == Opcode::add || op == Opcode::sub) return sum(tree);
        if (arity(op) == 2) {
            auto const [left, right] = operands(tree);
            return joined(op, tidy(left), tidy(right));
        }
        auto argument = tidy(extract_subtree(tree, {0, tree.size() - 1}));
        argument.nodes.push_back({op, 0});
        return argument;
    }

private:
    bool allows(Opcode op) const { return std::ranges::find(operators_, op) != operators_.end(); }

    /// The two operands of a binary root.
    static std::pair<Tree, Tree> operands(Tree const& tree) {
        auto const last = subtree(tree.nodes, tree.size() - 2);
        return {extract_subtree(tree, {0, last.begin}), extract_subtree(tree, last)};
    }

    void collect_factors(Tree const& tree, std::vector<Tree>& factors) const {
        if (tree.nodes.back().op != Opcode::mul) return factors.push_back(tidy(tree));
        auto const [left, right] = operands(tree);
        collect_factors(left, factors);
        collect_factors(right, factors);
    }

    Tree product(Tree const& tree) const {
        std::vector<Tree> factors;
        collect_factors(tree, factors);
        std::ranges::stable_sort(factors, {}, factor_rank);
        auto result = std::move(factors.front());
        for (std::size_t i = 1; i < factors.size(); ++i) {
            result = joined(Opcode::mul, std::move(result), factors[i]);
        }
        return result;
    }

    void collect_terms(Tree const& tree, bool negative, std::vector<Term>& terms) const {
        auto const op = tree.nodes.back().op;
        if (op != Opcode::add && op != Opcode::sub) return terms.push_back({tidy(tree), negative});
        auto const [left, right] = operands(tree);
        collect_terms(left, negative, terms);
        collect_terms(right, negative != (op == Opcode::sub), terms);
    }

    static void flip(Term& term) {
        term.tree.constants[0] = -term.tree.constants[0];
        term.negative = !term.negative;
    }

    Tree sum(Tree const& tree) const {
        std::vector<Term> terms;
        collect_terms(tree, false, terms);
        // A leading minus becomes the sign of its term if both operators are allowed.
        if (allows(Opcode::add) && allows(Opcode::sub)) {
            for (auto& term : terms) {
                if (has_leading_minus(term.tree)) flip(term);
            }
        }
        std::ranges::stable_sort(terms, {},
                                 [](Term const& term) { return is_constant(term.tree); });
        auto first = std::ranges::find(terms, false, &Term::negative);
        if (first == terms.end()) {
            // The leftmost term was not subtracted, so its sign was flipped: flip one term back.
            first = std::ranges::find_if(
                terms, [](Term const& term) { return starts_with_constant(term.tree); });
            flip(*first);
        }
        std::rotate(terms.begin(), first, first + 1);
        auto result = std::move(terms.front().tree);
        for (auto term = terms.begin() + 1; term != terms.end(); ++term) {
            auto const op = term->negative ? Opcode::sub : Opcode::add;
            if (!allows(op)) return as_written(tree);
            result = joined(op, std::move(result), term->tree);
        }
        return result;
    }

    /// The sum with tidy operands in their original order.
    Tree as_written(Tree const& tree) const {
        auto const [left, right] = operands(tree);
        return joined(tree.nodes.back().op, tidy(left), tidy(right));
    }

    std::span<Opcode const> operators_;
};

}  // namespace

Tree tidy(Tree const& tree, std::span<Opcode const> operators) {
    return Tidier(operators).tidy(tree);
}

}  // namespace balmer::expr
