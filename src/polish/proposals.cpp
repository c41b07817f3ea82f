#include "balmer/polish/proposals.hpp"

#include "balmer/expr/hash.hpp"
#include "balmer/expr/round_number.hpp"
#include "balmer/expr/simplify.hpp"

#include "rewrite.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace balmer::polish {
namespace {

using expr::Opcode;
using expr::Tree;

/// More are not tried for one entry; what is found is polished in its turn.
constexpr std::size_t most_proposals = 16;

/// A constant with errors goes to a round number only if chance seldom brings it so near.
constexpr double chance_within_errors = 0.02;
/// The same for an exact formula, whose constants have no errors but rounding.
constexpr double chance_of_exact = 1e-6;

/// Losses below this share of the target's mean square are those of a formula that may be exact,
/// with a fit that has not quite ended; so may be losses that a shift of a constant causes.
constexpr double nearly_exact_share = 1e-12;

bool is_number(Tree const& tree, double value) {
    return tree.size() == 1 && tree.nodes[0].op == Opcode::constant && tree.constants[0] == value;
}

/// Replaces products and quotients with a factor 0 by 0, whatever the other factors are.
Tree without_zero_products(Tree const& tree) {
    std::vector<Tree> stack;
    auto next_constant = tree.constants.begin();
    for (auto const node : tree.nodes) {
        if (expr::is_leaf(node.op)) {
            stack.push_back({{node}, {}});
            if (node.op == Opcode::constant) stack.back().constants.push_back(*next_constant++);
            continue;
        }
        if (expr::arity(node.op) == 1) {
            stack.back().nodes.push_back(node);
            continue;
        }
        auto const right = std::move(stack.back());
        stack.pop_back();
        auto& left = stack.back();
        bool const is_zero =
            (node.op == Opcode::mul && (is_number(left, 0) || is_number(right, 0))) ||
            (node.op == Opcode::div && is_number(left, 0));
        if (is_zero) {
            left = expr::constant_tree(0);
        } else {
            expr::insert(left, left.size(), right);
            left.nodes.push_back(node);
        }
    }
    return std::move(stack.back());
}

Tree reduced(Tree const& tree) { return expr::simplify(without_zero_products(tree)); }

/// Node of the k-th constant.
std::size_t node_of_constant(Tree const& tree, std::size_t k) {
    for (std::size_t i = 0; i < tree.size(); ++i) {
        if (tree.nodes[i].op == Opcode::constant && k-- == 0) return i;
    }
    return tree.size();
}

/// If the k-th constant is a divisor, the tree with 0 instead of the quotient: an infinite divisor.
std::optional<Tree> with_infinite_divisor(Tree const& tree, std::size_t k) {
    auto const parent = node_of_constant(tree, k) + 1;
    if (parent >= tree.size() || tree.nodes[parent].op != Opcode::div) return std::nullopt;
    auto result = tree;
    expr::replace_subtree(result, expr::subtree(tree.nodes, parent), expr::constant_tree(0));
    return reduced(result);
}

/// What the fit of an entry says about its constants.
class Constants {
public:
    Constants(evolve::HallOfFameEntry const& entry, Precision const& precision)
        : entry_(entry),
          freedom_(static_cast<double>(precision.row_count) - static_cast<double>(size())),
          nearly_exact_mse_(nearly_exact_share * precision.target_mean_square) {}

    std::size_t size() const { return entry_.tree.constants.size(); }
    bool are_known() const { return entry_.standard_errors.size() == size() && freedom_ > 0; }
    bool is_free(std::size_t k) const { return !expr::is_round(value(k)); }
    /// The data do not fix it, or only together with others.
    bool is_flat(std::size_t k) const { return std::isnan(entry_.standard_errors[k]); }

    /// The round number that a constant may have as well, 0 and ±1 before others.
    std::optional<double> round_value(std::size_t k) const {
        for (double const simple : {0.0, 1.0, -1.0}) {
            if (may_be(k, simple)) return simple;
        }
        auto const chance = is_nearly_exact() ? chance_of_exact : chance_within_errors;
        auto const near = expr::round_number_near(value(k), chance);
        return near && may_be(k, *near) ? near : std::nullopt;
    }

private:
    double value(std::size_t k) const { return entry_.tree.constants[k]; }
    bool is_nearly_exact() const { return entry_.mse <= nearly_exact_mse_; }

    bool may_be(std::size_t k, double wanted) const {
        double const error = entry_.standard_errors[k];
        double const shift = std::abs(wanted - value(k));
        if (shift <= largest_shift * error) return true;
        if (!is_nearly_exact()) return false;
        // Without residuals there are no errors.
        if (shift <= chance_of_exact * std::max(1.0, std::abs(value(k)))) return true;
        // The growth of the loss, if the other constants follow.
        double const shift_in_errors = shift / error;
        return shift_in_errors * shift_in_errors * entry_.mse / freedom_ <= nearly_exact_mse_;
    }

    evolve::HallOfFameEntry const& entry_;
    double freedom_;
    double nearly_exact_mse_;
};

/// Forms with some constants at round numbers, or without them.
std::vector<Tree> rounder_forms(Tree const& tree, Constants const& constants) {
    std::vector<Tree> forms;
    if (!constants.are_known()) return forms;
    auto all = tree;
    for (std::size_t k = 0; k < constants.size(); ++k) {
        if (!constants.is_free(k)) continue;
        auto const with = [&](double value) {
            auto form = tree;
            form.constants[k] = value;
            return reduced(form);
        };
        if (constants.is_flat(k)) {
            for (double const value : {0.0, 1.0, -1.0}) forms.push_back(with(value));
            if (auto form = with_infinite_divisor(tree, k)) forms.push_back(std::move(*form));
        } else if (auto const value = constants.round_value(k)) {
            forms.push_back(with(*value));
            all.constants[k] = *value;
        }
    }
    if (all.constants != tree.constants) forms.insert(forms.begin(), reduced(all));
    return forms;
}

}  // namespace

double least_gain(std::uint64_t row_count) {
    if (row_count == 0) return 0;
    return largest_shift * largest_shift / static_cast<double>(row_count);
}

std::vector<Proposal> proposals(evolve::HallOfFameEntry const& entry, Precision const& precision,
                                Grammar const& grammar) {
    auto forms = rounder_forms(entry.tree, Constants(entry, precision));
    for (auto& form : smaller_forms(entry.tree, grammar)) forms.push_back(std::move(form));

    using Rank = std::pair<int, std::size_t>;
    Rank const own(entry.complexity, expr::free_constant_count(entry.tree));
    std::vector<Proposal> result;
    std::set<std::uint64_t> seen;
    for (auto& form : forms) {
        Rank const rank(grammar.complexity(form), expr::free_constant_count(form));
        if (rank >= own || !expr::is_valid(form, std::size_t{1} << 16)) continue;
        if (!grammar.allows(form) || !seen.insert(expr::full_hash(form)).second) continue;
        result.push_back({std::move(form), rank.first});
    }
    std::ranges::stable_sort(result, {}, [](Proposal const& proposal) {
        return std::pair(proposal.complexity, expr::free_constant_count(proposal.tree));
    });
    if (result.size() > most_proposals) result.resize(most_proposals);
    return result;
}

}  // namespace balmer::polish
