#include "evolve/mutation.hpp"

#include "evolve/creation.hpp"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

SearchSettings settings_with(std::vector<expr::Opcode> operators) {
    SearchSettings settings;
    settings.operators = std::move(operators);
    return settings;
}

expr::Tree random_tree(std::size_t size, Vocabulary const& vocabulary, RandomStream& stream) {
    // The existing content is ignored.
    auto tree = expr::constant_tree(3.0);
    make_random_tree(tree, size, vocabulary, stream);
    return tree;
}

class MutationTest : public ::testing::Test {
protected:
    SearchSettings settings_ =
        settings_with({expr::Opcode::add, expr::Opcode::mul, expr::Opcode::sub, expr::Opcode::sin,
                       expr::Opcode::square});
    Vocabulary vocabulary_{settings_, 3};
    expr::Tree fresh_;
    MutationContext context_{vocabulary_, {0.5, 0.1}, 20, fresh_};
    RandomStream stream_{11, 0, 0, Purpose::test};

    expr::Tree some_tree() { return random_tree(1 + stream_.below(20), vocabulary_, stream_); }
};

TEST_F(MutationTest, CreationGivesValidTreesOfTheSizeAskedFor) {
    for (std::size_t size = 1; size < 40; ++size) {
        auto const tree = random_tree(size, vocabulary_, stream_);
        EXPECT_TRUE(expr::is_valid(tree, 3));
        EXPECT_EQ(tree.size(), size);
    }
}

TEST_F(MutationTest, CreationWithBinaryOperatorsAloneStopsAtOddSizes) {
    auto const settings = settings_with({expr::Opcode::add});
    Vocabulary const vocabulary(settings, 1);
    EXPECT_EQ(random_tree(6, vocabulary, stream_).size(), 5u);
}

TEST_F(MutationTest, LeavesAValidTreeOrTheOldOne) {
    std::map<Mutation, int> applied;
    for (int round = 0; round < 5000; ++round) {
        for (std::size_t i = 0; i < mutation_count; ++i) {
            auto const mutation = static_cast<Mutation>(i);
            auto const before = some_tree();
            auto after = before;
            if (mutate(mutation, after, context_, stream_)) {
                ++applied[mutation];
                ASSERT_TRUE(expr::is_valid(after, 3)) << mutation_names[i];
            } else {
                ASSERT_EQ(after, before) << mutation_names[i];
            }
        }
    }
    // Every mutation except the three handled by the island occurs.
    EXPECT_EQ(applied.size(), mutation_count - 3);
}

TEST_F(MutationTest, EachChangesWhatItsNameSays) {
    for (int round = 0; round < 2000; ++round) {
        auto const before = some_tree();
        auto const child = [&](Mutation mutation) {
            auto tree = before;
            return mutate(mutation, tree, context_, stream_) ? tree : expr::Tree{};
        };
        if (auto const tree = child(Mutation::perturb_constant); tree.size() > 0) {
            EXPECT_EQ(tree.nodes, before.nodes);
            EXPECT_NE(tree.constants, before.constants);
        }
        if (auto const tree = child(Mutation::change_operator); tree.size() > 0) {
            EXPECT_NE(tree.nodes, before.nodes);
            EXPECT_EQ(tree.constants, before.constants);
        }
        if (auto const tree = child(Mutation::change_feature); tree.size() > 0) {
            EXPECT_NE(tree.nodes, before.nodes);
            EXPECT_EQ(tree.size(), before.size());
        }
        if (auto const tree = child(Mutation::delete_node); tree.size() > 0) {
            EXPECT_LT(tree.size(), before.size());
        }
        for (auto const mutation : {Mutation::insert_node, Mutation::append_node}) {
            auto const tree = child(mutation);
            EXPECT_GT(tree.size(), before.size());
        }
        for (auto const mutation : {Mutation::rotate, Mutation::swap_operands}) {
            if (auto const tree = child(mutation); tree.size() > 0) {
                EXPECT_EQ(tree.size(), before.size());
            }
        }
    }
}

/// The tree as text, constants as numbers: "x0 1 + sin".
std::string postfix(expr::Tree const& tree) {
    std::string text;
    std::size_t next_constant = 0;
    for (auto const node : tree.nodes) {
        if (!text.empty()) text += ' ';
        if (node.op == expr::Opcode::constant) {
            text += std::to_string(static_cast<int>(tree.constants[next_constant++]));
        } else if (node.op == expr::Opcode::variable) {
            text += 'x' + std::to_string(node.feature);
        } else {
            text += expr::name(node.op);
        }
    }
    return text;
}

/// All results of a mutation of a tree.
std::set<std::string> outcomes(Mutation mutation, expr::Tree const& tree,
                               MutationContext const& context, RandomStream& stream) {
    std::set<std::string> seen;
    for (int i = 0; i < 300; ++i) {
        auto child = tree;
        if (mutate(mutation, child, context, stream)) seen.insert(postfix(child));
    }
    return seen;
}

TEST_F(MutationTest, RotationMovesTheParentUnderItsChild) {
    using enum expr::Opcode;
    expr::Node const x{variable, 0}, c{constant, 0};
    // (x + 1) * 2, 2 * (x + 1), sin(x + 1), sin(x) * 2.
    expr::Tree const left{{x, c, {add}, c, {mul}}, {1, 2}};
    expr::Tree const right{{c, x, c, {add}, {mul}}, {2, 1}};
    expr::Tree const below_unary{{x, c, {add}, {sin}}, {1}};
    expr::Tree const unary_below{{x, {sin}, c, {mul}}, {2}};
    auto const rotated = [&](expr::Tree const& tree) {
        return outcomes(Mutation::rotate, tree, context_, stream_);
    };
    using Set = std::set<std::string>;
    EXPECT_EQ(rotated(left), (Set{"x0 2 * 1 +", "x0 1 2 * +"}));
    EXPECT_EQ(rotated(right), (Set{"2 x0 * 1 +", "x0 2 1 * +"}));
    EXPECT_EQ(rotated(below_unary), (Set{"x0 sin 1 +", "x0 1 sin +"}));
    EXPECT_EQ(rotated(unary_below), (Set{"x0 2 * sin"}));
}

TEST_F(MutationTest, DeletionKeepsOneOperandAndItsConstants) {
    using enum expr::Opcode;
    expr::Node const x{variable, 0}, c{constant, 0};
    // (1 + x) * (x - 2)
    expr::Tree const tree{{c, x, {add}, x, c, {sub}, {mul}}, {1, 2}};
    EXPECT_EQ(outcomes(Mutation::delete_node, tree, context_, stream_),
              (std::set<std::string>{"1 x0 +", "x0 2 -", "1 x0 2 - *", "x0 x0 2 - *", "1 x0 + x0 *",
                                     "1 x0 + 2 *"}));
    EXPECT_EQ(outcomes(Mutation::swap_operands, tree, context_, stream_),
              (std::set<std::string>{"x0 2 - 1 x0 + *", "x0 1 + x0 2 - *", "1 x0 + 2 x0 - *"}));
}

TEST_F(MutationTest, CrossoverKeepsAllNodesOfTheTwo) {
    for (int round = 0; round < 2000; ++round) {
        auto left = some_tree(), right = some_tree();
        auto const nodes = left.size() + right.size();
        auto const constants = left.constants.size() + right.constants.size();
        cross_over(left, right, stream_);
        EXPECT_TRUE(expr::is_valid(left, 3));
        EXPECT_TRUE(expr::is_valid(right, 3));
        EXPECT_EQ(left.size() + right.size(), nodes);
        EXPECT_EQ(left.constants.size() + right.constants.size(), constants);
    }
}

TEST_F(MutationTest, ChoiceFollowsWeightsAndConditions) {
    settings_.mutation_weights.fill(0);
    settings_.mutation_weights[static_cast<std::size_t>(Mutation::delete_node)] = 1;
    settings_.mutation_weights[static_cast<std::size_t>(Mutation::insert_node)] = 3;
    auto const tree = random_tree(9, vocabulary_, stream_);
    int insertions = 0;
    int const draws = 20000;
    for (int i = 0; i < draws; ++i) {
        auto const choice = choose_mutation(tree, 9, settings_, vocabulary_, stream_);
        ASSERT_TRUE(choice == Mutation::delete_node || choice == Mutation::insert_node);
        insertions += choice == Mutation::insert_node;
    }
    EXPECT_NEAR(insertions, 0.75 * draws, 5 * std::sqrt(draws * 0.75 * 0.25));
    // At the size limit nothing grows, and a leaf has nothing to delete.
    EXPECT_EQ(choose_mutation(tree, settings_.constraints.max_complexity, settings_, vocabulary_,
                              stream_),
              Mutation::delete_node);
    EXPECT_EQ(choose_mutation(expr::variable_tree(0), settings_.constraints.max_complexity,
                              settings_, vocabulary_, stream_),
              Mutation::nothing);
}

}  // namespace
}  // namespace balmer::evolve
