#include "balmer/expr/hash.hpp"

#include "expr/random_trees.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

using testing::random_tree;

TEST(Hash, TellsApartExactlyWhatDiffers) {
    RandomStream stream(2, 0, 0, Purpose::test);
    std::map<std::uint64_t, std::vector<Node>> structures;
    std::map<std::uint64_t, Tree> trees;
    for (int i = 0; i < 20000; ++i) {
        auto const tree = random_tree(stream, {.max_size = 9});
        auto const [structure, is_new] = structures.emplace(structure_hash(tree.nodes), tree.nodes);
        ASSERT_EQ(structure->second, tree.nodes);
        auto const [whole, is_new_tree] = trees.emplace(full_hash(tree), tree);
        ASSERT_EQ(whole->second, tree);
    }
    // The sample contains equal trees, so that equality is tested, and many different ones.
    EXPECT_LT(trees.size(), 20000u);
    EXPECT_LT(structures.size(), trees.size());
    EXPECT_GT(structures.size(), 5000u);
}

TEST(Hash, StructureIgnoresConstantsAndTheFullHashDoesNot) {
    RandomStream stream(2, 1, 0, Purpose::test);
    for (int i = 0; i < 1000; ++i) {
        auto const tree = random_tree(stream, {.max_size = 400});
        if (tree.constants.empty()) continue;
        auto changed = tree;
        changed.constants[stream.below(static_cast<std::uint32_t>(tree.constants.size()))] += 1e-9;
        ASSERT_EQ(structure_hash(changed.nodes), structure_hash(tree.nodes));
        ASSERT_NE(full_hash(changed), full_hash(tree));
    }
}

TEST(Hash, EveryNodeOfALargeTreeCounts) {
    Tree tree = variable_tree(0);
    for (int i = 0; i < 500; ++i) tree.nodes.push_back({Opcode::sin, 0});
    for (std::size_t i = 1; i < tree.size(); ++i) {
        auto changed = tree;
        changed.nodes[i].op = Opcode::cos;
        EXPECT_NE(structure_hash(changed.nodes), structure_hash(tree.nodes)) << i;
    }
}

TEST(Hash, ZeroAndMinusZeroAreEqualAsTheirTreesAre) {
    EXPECT_EQ(constant_tree(0.0), constant_tree(-0.0));
    EXPECT_EQ(full_hash(constant_tree(0.0)), full_hash(constant_tree(-0.0)));
}

}  // namespace
}  // namespace balmer::expr
