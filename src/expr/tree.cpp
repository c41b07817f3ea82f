#include "balmer/expr/tree.hpp"

#include "balmer/base/error.hpp"

#include "small_stack.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::expr {

NodeRange subtree(std::span<Node const> nodes, std::size_t root) {
    BALMER_EXPECT(root < nodes.size());
    std::size_t begin = root;
    for (int missing = arity(nodes[root].op); missing > 0; --missing) {
        BALMER_EXPECT(begin > 0);
        missing += arity(nodes[--begin].op);
    }
    return {begin, root + 1};
}

std::size_t count_constants(std::span<Node const> nodes) {
    return static_cast<std::size_t>(std::ranges::count(nodes, Opcode::constant, &Node::op));
}

int depth(std::span<Node const> nodes) {
    SmallStack<int> depths(nodes.size());
    for (auto const node : nodes) {
        int deepest = 0;
        for (int i = 0; i < arity(node.op); ++i) deepest = std::max(deepest, depths.pop());
        depths.push(deepest + 1);
    }
    return depths.size() == 0 ? 0 : depths.pop();
}

bool is_valid(Tree const& tree, std::size_t feature_count) {
    std::size_t open = 0;
    for (auto const node : tree.nodes) {
        if (index_of(node.op) >= opcode_count) return false;
        bool const is_variable = node.op == Opcode::variable;
        if (is_variable ? node.feature >= feature_count : node.feature != 0) return false;
        auto const arguments = static_cast<std::size_t>(arity(node.op));
        if (open < arguments) return false;
        open = open - arguments + 1;
    }
    return open == 1 && tree.constants.size() == count_constants(tree.nodes) &&
           std::ranges::all_of(tree.constants, [](double value) { return std::isfinite(value); });
}

Tree constant_tree(double value) { return {{{Opcode::constant, 0}}, {value}}; }

Tree variable_tree(std::uint16_t feature) { return {{{Opcode::variable, feature}}, {}}; }

void replace_subtree(Tree& tree, NodeRange range, Tree const& replacement) {
    BALMER_EXPECT(range.size() > 0 && range.end <= tree.size());
    BALMER_EXPECT(subtree(tree.nodes, range.end - 1) == range);
    BALMER_EXPECT(&tree != &replacement);
    auto const splice = [](auto& target, std::size_t begin, std::size_t end, auto const& source) {
        auto const common = std::min(end - begin, source.size());
        auto const at = [](auto& items, std::size_t i) {
            return items.begin() + static_cast<std::ptrdiff_t>(i);
        };
        std::copy(source.begin(), at(source, common), at(target, begin));
        target.erase(at(target, begin + common), at(target, end));
        target.insert(at(target, begin + common), at(source, common), source.end());
    };
    std::span<Node const> const nodes = tree.nodes;
    auto const first_constant = count_constants(nodes.first(range.begin));
    auto const constants = count_constants(nodes.subspan(range.begin, range.size()));
    splice(tree.constants, first_constant, first_constant + constants, replacement.constants);
    splice(tree.nodes, range.begin, range.end, replacement.nodes);
}

Tree extract_subtree(Tree const& tree, NodeRange range) {
    BALMER_EXPECT(range.size() > 0 && range.end <= tree.size());
    BALMER_EXPECT(subtree(tree.nodes, range.end - 1) == range);
    std::span<Node const> const all = tree.nodes;
    auto const nodes = all.subspan(range.begin, range.size());
    auto const constants =
        std::span<double const>(tree.constants)
            .subspan(count_constants(all.first(range.begin)), count_constants(nodes));
    return {{nodes.begin(), nodes.end()}, {constants.begin(), constants.end()}};
}

double evaluate(Tree const& tree, std::span<double const> features) {
    SmallStack<double> values(tree.size());
    std::size_t next_constant = 0;
    for (auto const node : tree.nodes) {
        switch (arity(node.op)) {
            case 0:
                BALMER_EXPECT(node.op == Opcode::constant || node.feature < features.size());
                values.push(node.op == Opcode::constant ? tree.constants[next_constant++]
                                                        : features[node.feature]);
                break;
            case 1:
                values.push(apply(node.op, values.pop()));
                break;
            default: {
                double const right = values.pop();
                values.push(apply(node.op, values.pop(), right));
            }
        }
    }
    BALMER_ENSURE(values.size() == 1);
    return values.pop();
}

}  // namespace balmer::expr
