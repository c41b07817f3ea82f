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

namespace {

template <class Items>
auto at(Items& items, std::size_t index) {
    return items.begin() + static_cast<std::ptrdiff_t>(index);
}

/// The constants that belong to a range of nodes, half-open.
NodeRange constants_of(Tree const& tree, NodeRange range) {
    std::span<Node const> const nodes = tree.nodes;
    auto const first = count_constants(nodes.first(range.begin));
    return {first, first + count_constants(nodes.subspan(range.begin, range.size()))};
}

template <class Items>
void splice(Items& target, NodeRange range, Items const& source) {
    auto const common = std::min(range.size(), source.size());
    std::copy(source.begin(), at(source, common), at(target, range.begin));
    if (common < range.size()) {
        target.erase(at(target, range.begin + common), at(target, range.end));
    } else {
        target.insert(at(target, range.end), at(source, common), source.end());
    }
}

template <class Items>
void swap_ranges(Items& left, NodeRange left_range, Items& right, NodeRange right_range) {
    if (left_range.size() < right_range.size()) {
        return swap_ranges(right, right_range, left, left_range);
    }
    auto const rest = std::swap_ranges(at(right, right_range.begin), at(right, right_range.end),
                                       at(left, left_range.begin));
    right.insert(at(right, right_range.end), rest, at(left, left_range.end));
    left.erase(rest, at(left, left_range.end));
}

template <class Items>
Items copied(Items const& items, NodeRange range) {
    return {at(items, range.begin), at(items, range.end)};
}

}  // namespace

void replace_subtree(Tree& tree, NodeRange range, Tree const& replacement) {
    BALMER_EXPECT(range.size() > 0 && range.end <= tree.size());
    BALMER_EXPECT(subtree(tree.nodes, range.end - 1) == range);
    BALMER_EXPECT(&tree != &replacement);
    splice(tree.constants, constants_of(tree, range), replacement.constants);
    splice(tree.nodes, range, replacement.nodes);
}

Tree extract_subtree(Tree const& tree, NodeRange range) {
    BALMER_EXPECT(range.size() > 0 && range.end <= tree.size());
    BALMER_EXPECT(subtree(tree.nodes, range.end - 1) == range);
    return {copied(tree.nodes, range), copied(tree.constants, constants_of(tree, range))};
}

void insert(Tree& tree, std::size_t position, Tree const& part) {
    BALMER_EXPECT(position <= tree.size() && &tree != &part);
    auto const constants = constants_of(tree, {position, position});
    splice(tree.constants, constants, part.constants);
    splice(tree.nodes, {position, position}, part.nodes);
}

void erase(Tree& tree, NodeRange range) {
    BALMER_EXPECT(range.begin <= range.end && range.end <= tree.size());
    auto const constants = constants_of(tree, range);
    tree.constants.erase(at(tree.constants, constants.begin), at(tree.constants, constants.end));
    tree.nodes.erase(at(tree.nodes, range.begin), at(tree.nodes, range.end));
}

void swap_subtrees(Tree& left, NodeRange left_range, Tree& right, NodeRange right_range) {
    BALMER_EXPECT(&left != &right);
    BALMER_EXPECT(subtree(left.nodes, left_range.end - 1) == left_range);
    BALMER_EXPECT(subtree(right.nodes, right_range.end - 1) == right_range);
    swap_ranges(left.constants, constants_of(left, left_range), right.constants,
                constants_of(right, right_range));
    swap_ranges(left.nodes, left_range, right.nodes, right_range);
}

void swap_neighbours(Tree& tree, std::size_t first, std::size_t middle, std::size_t last) {
    BALMER_EXPECT(first <= middle && middle <= last && last <= tree.size());
    auto const left = constants_of(tree, {first, middle});
    std::span<Node const> const nodes = tree.nodes;
    auto const right_count = count_constants(nodes.subspan(middle, last - middle));
    std::rotate(at(tree.constants, left.begin), at(tree.constants, left.end),
                at(tree.constants, left.end + right_count));
    std::rotate(at(tree.nodes, first), at(tree.nodes, middle), at(tree.nodes, last));
}

double evaluate(Tree const& tree, std::span<double const> features) {
    SmallStack<double> values(tree.size());
    std::size_t next_constant = 0;
    for (auto const node : tree.nodes) {
        if (node.op == Opcode::constant) {
            values.push(tree.constants[next_constant++]);
        } else if (node.op == Opcode::variable) {
            BALMER_EXPECT(node.feature < features.size());
            values.push(features[node.feature]);
        } else if (arity(node.op) == 1) {
            values.push(apply(node.op, values.pop()));
        } else {
            double const right = values.pop();
            values.push(apply(node.op, values.pop(), right));
        }
    }
    BALMER_ENSURE(values.size() == 1);
    return values.pop();
}

}  // namespace balmer::expr
