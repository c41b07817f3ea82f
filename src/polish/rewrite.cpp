#include "rewrite.hpp"

#include "balmer/expr/hash.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/expr/round_number.hpp"
#include "balmer/expr/simplify.hpp"

#include "rewrite_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace balmer::polish {
namespace {

using expr::Node;
using expr::NodeRange;
using expr::Opcode;
using expr::Tree;

/// Names in the rules; from `first_constant` on they stand for constants only.
std::vector<std::string> const& rule_names() {
    static std::vector<std::string> const names = {"x", "y", "z", "u", "c", "d"};
    return names;
}
constexpr std::size_t name_count = 6;
constexpr std::size_t first_constant = 4;

bool is_commutative(Opcode op) {
    return op == Opcode::add || op == Opcode::mul || op == Opcode::min || op == Opcode::max;
}

bool is_leaf_constant(Tree const& tree) {
    return tree.size() == 1 && tree.nodes[0].op == Opcode::constant;
}

Tree joined(Tree left, Tree const& right, Opcode op) {
    expr::insert(left, left.size(), right);
    left.nodes.push_back({op, 0});
    return left;
}

/// The operands of a binary root.
std::pair<Tree, Tree> operands(Tree const& tree) {
    auto const right = expr::subtree(tree.nodes, tree.size() - 2);
    return {expr::extract_subtree(tree, {0, right.begin}), expr::extract_subtree(tree, right)};
}

/// All trees that differ from this one in the order of commutative operands.
std::vector<Tree> orders(Tree const& tree) {
    auto const op = tree.nodes.back().op;
    if (expr::is_leaf(op)) return {tree};
    std::vector<Tree> result;
    if (expr::arity(op) == 1) {
        for (auto& argument : orders(expr::extract_subtree(tree, {0, tree.size() - 1}))) {
            argument.nodes.push_back({op, 0});
            result.push_back(std::move(argument));
        }
        return result;
    }
    auto const [left, right] = operands(tree);
    for (auto const& first : orders(left)) {
        for (auto const& second : orders(right)) {
            result.push_back(joined(first, second, op));
            if (is_commutative(op)) result.push_back(joined(second, first, op));
        }
    }
    return result;
}

struct Rule {
    Tree from;
    Tree to;
};

using RulesByRoot = std::array<std::vector<Rule>, expr::opcode_count>;

/// A rule's side, with pi/2 as one constant, as formulas have it.
Tree side(std::string_view text) {
    auto const parsed = expr::parse(text, rule_names()).tree;
    Tree folded;
    auto next_constant = parsed.constants.begin();
    for (auto const node : parsed.nodes) {
        auto const size = folded.size();
        bool const is_quotient_of_numbers = node.op == Opcode::div && size >= 2 &&
                                            folded.nodes[size - 1].op == Opcode::constant &&
                                            folded.nodes[size - 2].op == Opcode::constant;
        if (is_quotient_of_numbers) {
            double const divisor = folded.constants.back();
            folded.nodes.pop_back();
            folded.constants.pop_back();
            folded.constants.back() /= divisor;
            continue;
        }
        folded.nodes.push_back(node);
        if (node.op == Opcode::constant) folded.constants.push_back(*next_constant++);
    }
    return folded;
}

void add_rule(RulesByRoot& rules, std::string_view from, std::string_view to) {
    auto const pattern = side(from);
    auto const result = side(to);
    std::vector<Tree> seen;
    for (auto& order : orders(pattern)) {
        if (std::ranges::find(seen, order) != seen.end()) continue;
        seen.push_back(order);
        rules[expr::index_of(order.nodes.back().op)].push_back({std::move(order), result});
    }
}

/// By the operator at the root of the pattern.
RulesByRoot const& rules() {
    static auto const table = [] {
        RulesByRoot rules;
        for (auto const line : rewrite_rules) {
            auto const arrow = line.find("->");
            bool const both = line[arrow - 1] == '<';
            auto const from = line.substr(0, arrow - (both ? 2 : 1));
            auto const to = line.substr(arrow + 3);
            add_rule(rules, from, to);
            if (both) add_rule(rules, to, from);
        }
        return rules;
    }();
    return table;
}

/// A tree with the begin of each subtree, and the number of constants before each node.
class Indexed {
public:
    explicit Indexed(Tree const& tree) : tree_(tree) {
        std::size_t constants = 0;
        for (std::size_t i = 0; i < tree.size(); ++i) {
            auto const op = tree.nodes[i].op;
            constants_before_.push_back(constants);
            if (op == Opcode::constant) ++constants;
            std::size_t begin = i;
            for (int k = 0; k < expr::arity(op); ++k) begin = begin_[begin - 1];
            begin_.push_back(begin);
        }
        constants_before_.push_back(constants);
    }

    Tree const& tree() const { return tree_; }
    Node node(std::size_t i) const { return tree_.nodes[i]; }
    double constant(std::size_t i) const { return tree_.constants[constants_before_[i]]; }
    std::size_t begin(std::size_t root) const { return begin_[root]; }
    NodeRange range(std::size_t root) const { return {begin_[root], root + 1}; }

    bool equal(NodeRange left, NodeRange right) const {
        auto const nodes = [&](NodeRange range) {
            return std::span(tree_.nodes).subspan(range.begin, range.size());
        };
        return std::ranges::equal(nodes(left), nodes(right)) &&
               std::ranges::equal(constants(left), constants(right));
    }

    void append(NodeRange range, Tree& to) const {
        auto const nodes = std::span(tree_.nodes).subspan(range.begin, range.size());
        auto const values = constants(range);
        to.nodes.insert(to.nodes.end(), nodes.begin(), nodes.end());
        to.constants.insert(to.constants.end(), values.begin(), values.end());
    }

private:
    std::span<double const> constants(NodeRange range) const {
        auto const first = constants_before_[range.begin];
        return std::span(tree_.constants).subspan(first, constants_before_[range.end] - first);
    }

    Tree const& tree_;
    std::vector<std::size_t> begin_;
    std::vector<std::size_t> constants_before_;
};

using Bindings = std::array<NodeRange, name_count>;

/// Whether the subtree of `tree` with this root has the form of the subtree of `pattern`. Fills in
/// what the names stand for.
bool matches(Indexed const& pattern, std::size_t p, Indexed const& tree, std::size_t t,
             Bindings& bindings) {
    auto const wanted = pattern.node(p);
    auto const found = tree.node(t);
    if (wanted.op == Opcode::variable) {
        if (wanted.feature >= first_constant && found.op != Opcode::constant) return false;
        auto& bound = bindings[wanted.feature];
        if (bound.size() > 0) return tree.equal(bound, tree.range(t));
        bound = tree.range(t);
        return true;
    }
    if (wanted.op != found.op) return false;
    if (wanted.op == Opcode::constant) return pattern.constant(p) == tree.constant(t);
    if (!matches(pattern, p - 1, tree, t - 1, bindings)) return false;
    return expr::arity(wanted.op) == 1 ||
           matches(pattern, pattern.begin(p - 1) - 1, tree, tree.begin(t - 1) - 1, bindings);
}

/// The tree with the subtree at `root` replaced by the result of a rule.
Tree replaced(Indexed const& tree, std::size_t root, Tree const& result, Bindings const& bindings) {
    Tree built;
    tree.append({0, tree.begin(root)}, built);
    auto next_constant = result.constants.begin();
    for (auto const node : result.nodes) {
        if (node.op == Opcode::variable) {
            tree.append(bindings[node.feature], built);
        } else {
            built.nodes.push_back(node);
            if (node.op == Opcode::constant) built.constants.push_back(*next_constant++);
        }
    }
    tree.append({root + 1, tree.tree().size()}, built);
    return built;
}

bool has_finite_constants(Tree const& tree) {
    return std::ranges::all_of(tree.constants, [](double value) { return std::isfinite(value); });
}

bool comes_before(Tree const& left, Tree const& right) {
    auto const key = [](Node node) { return std::pair(node.op, node.feature); };
    if (left.size() != right.size()) return left.size() < right.size();
    if (left.nodes != right.nodes) {
        return std::ranges::lexicographical_compare(left.nodes, right.nodes, {}, key, key);
    }
    return left.constants < right.constants;
}

/// The same for trees that differ in the order of commutative operands only.
std::uint64_t key_of(Tree const& tree) {
    std::vector<Tree> stack;
    auto next_constant = tree.constants.begin();
    for (auto const node : tree.nodes) {
        if (expr::is_leaf(node.op)) {
            Tree leaf{{node}, {}};
            if (node.op == Opcode::constant) leaf.constants.push_back(*next_constant++);
            stack.push_back(std::move(leaf));
        } else if (expr::arity(node.op) == 1) {
            stack.back().nodes.push_back(node);
        } else {
            auto right = std::move(stack.back());
            stack.pop_back();
            auto& left = stack.back();
            if (is_commutative(node.op) && comes_before(right, left)) std::swap(left, right);
            left = joined(std::move(left), right, node.op);
        }
    }
    return expr::full_hash(stack.back());
}

/// Trees in the order in which they are rewritten.
class Rewriter {
public:
    Rewriter(Tree const& formula, Grammar const& grammar, RewriteLimits const& limits)
        : grammar_(grammar), limits_(limits), largest_(formula.size() + limits.growth) {
        admit(formula);
    }

    std::vector<Tree> const& run() {
        for (std::size_t i = 0; i < limits_.expansion_count && !open_.empty(); ++i) {
            auto const next = std::get<2>(*open_.begin());
            open_.erase(open_.begin());
            expand(next);
        }
        return forms_;
    }

private:
    void admit(Tree form) {
        simplify_(form);
        if (form.size() > largest_ || !has_finite_constants(form)) return;
        if (!seen_.insert(key_of(form)).second) return;
        open_.emplace(grammar_.complexity(form), expr::free_constant_count(form), forms_.size());
        forms_.push_back(std::move(form));
    }

    void expand(std::size_t index) {
        // A copy, because forms_ grows.
        auto const form = forms_[index];
        Indexed const tree(form);
        for (std::size_t root = 0; root < form.size(); ++root) {
            for (auto const& rule : rules()[expr::index_of(form.nodes[root].op)]) {
                Bindings bindings{};
                Indexed const pattern(rule.from);
                if (!matches(pattern, rule.from.size() - 1, tree, root, bindings)) continue;
                admit(replaced(tree, root, rule.to, bindings));
            }
        }
    }

    Grammar const& grammar_;
    RewriteLimits limits_;
    std::size_t largest_;
    expr::Simplifier simplify_;
    std::unordered_set<std::uint64_t> seen_;
    std::vector<Tree> forms_;
    /// Complexity, free constants, index in forms_.
    std::set<std::tuple<int, std::size_t, std::size_t>> open_;
};

}  // namespace

std::vector<Tree> smaller_forms(Tree const& formula, Grammar const& grammar,
                                RewriteLimits const& limits) {
    using Rank = std::pair<int, std::size_t>;
    auto const rank = [&](Tree const& tree) {
        return Rank(grammar.complexity(tree), expr::free_constant_count(tree));
    };
    auto const own = rank(formula);
    auto forms = Rewriter(formula, grammar, limits).run();
    std::erase_if(forms, [&](Tree const& form) {
        return rank(form) >= own || is_leaf_constant(form) || !grammar.allows(form);
    });
    std::ranges::stable_sort(forms, {}, rank);
    if (forms.size() > limits.form_count) forms.resize(limits.form_count);
    return forms;
}

}  // namespace balmer::polish
