#include "expr/simplify/normal_form.hpp"

#include "balmer/expr/print.hpp"
#include "balmer/expr/simplify.hpp"

#include "expr/random_trees.hpp"
#include "expr/simplify/rules.hpp"

#include <gtest/gtest.h>

namespace balmer::expr::simplification {
namespace {

using enum Opcode;

/// Pushes a tree without applying rules.
void push(Workpiece& work, Tree const& tree) {
    auto next_constant = tree.constants.begin();
    for (auto const node : tree.nodes) {
        work.begin_operator(node.op);
        if (node.op == constant) {
            work.push_constant(*next_constant++);
        } else if (node.op == variable) {
            work.push_variable(node);
        } else if (arity(node.op) == 1) {
            work.append_operator(work.pop_argument());
        } else {
            auto const y = work.pop_argument(), x = work.pop_argument();
            work.append_operator(x, y);
        }
    }
}

/// The results of the fast test and of the rules for op(x, y).
struct Verdict {
    bool normal = false;
    Tree by_rules;
};

Verdict verdict(Opcode op, Tree const& left, Tree const& right, OperatorSet allowed) {
    Workpiece work;
    work.start(allowed);
    push(work, left);
    push(work, right);
    work.begin_operator(op);
    auto const y = work.pop_argument(), x = work.pop_argument();
    bool const normal = is_normal(work, op, x, y);
    bool const is_sum = op == add || op == sub;
    if (!(is_sum ? rewrite_sum(work, op, x.part, y.part)
                 : rewrite_product(work, op, x.part, y.part))) {
        work.append_operator(x, y);
    }
    return {normal, work.built()};
}

TEST(NormalForm, IsWhatTheRulesWrite) {
    // Ordinary numbers, and those at which the rules change their behaviour.
    std::vector<double> const edges = {0.0,   -0.0,   1.0,    -1.0,   1 - 0x1p-53, 1 + 0x1p-52,
                                       1e308, 1e-308, 1e-310, -1e308, 0.5,         -2.0};
    RandomStream stream(5, 4, 0, Purpose::test);
    testing::RandomTreeSettings settings;
    settings.max_size = 4;
    settings.feature_count = 1;
    settings.constant_probability = 0.6;
    int normal = 0;
    int const count = 100000;
    for (int i = 0; i < count; ++i) {
        settings.operators.clear();
        OperatorSet allowed;
        for (auto const op : {add, sub, mul, div, neg, inv}) {
            if (stream.bernoulli(0.6)) settings.operators.push_back(op);
        }
        for (auto const op : settings.operators) allowed.insert(op);
        auto const some_tree = [&] {
            auto tree = testing::random_tree(stream, settings);
            for (auto& value : tree.constants) {
                value = edges[stream.below(static_cast<std::uint32_t>(edges.size()))];
            }
            return simplify(tree);
        };
        auto const x = some_tree(), y = some_tree();
        if (x.size() == 1 && y.size() == 1 && x.nodes[0].op == constant &&
            y.nodes[0].op == constant) {
            continue;  // folded before the rules apply
        }
        std::array<Opcode, 4> const binary = {add, sub, mul, div};
        auto const op = binary[stream.below(4)];
        allowed.insert(op);
        auto const [is_normal, by_rules] = verdict(op, x, y, allowed);
        if (!is_normal) continue;
        ++normal;
        auto plain = x;
        insert(plain, plain.size(), y);
        plain.nodes.push_back({op, 0});
        ASSERT_EQ(by_rules, plain) << to_infix(plain, std::vector<std::string>{"x"});
    }
    EXPECT_GT(normal, count / 10);
}

}  // namespace
}  // namespace balmer::expr::simplification
