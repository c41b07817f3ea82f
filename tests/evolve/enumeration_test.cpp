#include "balmer/evolve/enumeration.hpp"

#include "balmer/expr/constraints.hpp"
#include "balmer/expr/hash.hpp"
#include "balmer/expr/print.hpp"

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

using enum expr::Opcode;

SearchSettings search_over(std::vector<expr::Opcode> operators) {
    SearchSettings search;
    search.operators = std::move(operators);
    search.constraints.max_complexity = 20;
    return search;
}

std::vector<expr::Tree> structures(SearchSettings const& search, int complexity,
                                   std::size_t feature_count = 2) {
    Enumeration enumeration(search, feature_count);
    std::vector<expr::Tree> found;
    enumeration.visit(complexity, 0, enumeration.candidate_count(complexity),
                      [&](expr::Tree const& tree) { found.push_back(tree); });
    return found;
}

std::string text_of(expr::Tree const& tree) {
    std::vector<std::string> const features = {"x", "y"};
    auto const names = expr::letter_names(tree.constants.size(), features);
    return expr::to_infix(tree, features, {.digits = 0, .constant_names = names});
}

std::set<std::string> texts(SearchSettings const& search, int complexity) {
    std::set<std::string> found;
    for (auto const& tree : structures(search, complexity)) found.insert(text_of(tree));
    return found;
}

/// Values at some points, to ten digits; the constants are the same for all structures. Empty if a
/// value is not finite.
std::vector<std::string> signature(expr::Tree tree) {
    constexpr std::array constants = {0.8312, 1.3711, 0.5923, 1.7141};
    for (std::size_t i = 0; i < tree.constants.size(); ++i) tree.constants[i] = constants.at(i);
    std::vector<std::string> values;
    for (auto const& point : {std::array{0.711, 1.2371}, {1.9173, 0.4337}, {0.3791, 0.9113}}) {
        double const value = expr::evaluate(tree, point);
        if (!std::isfinite(value)) return {};
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.9e", value);
        values.emplace_back(text.data());
    }
    return values;
}

std::vector<SearchSettings> const& searches() {
    static auto const all = [] {
        std::vector<SearchSettings> list = {
            search_over({add, sub, mul, sin}), search_over({add, sub, mul, square, cube}),
            search_over({add, sub, mul, expr::Opcode::div}), search_over({add, mul, neg, inv}),
            search_over({add, sub, mul, exp, log})};
        list[1].constraints.arguments[expr::index_of(square)] = {5};
        list[1].constraints.arguments[expr::index_of(cube)] = {3};
        return list;
    }();
    return all;
}

TEST(Enumeration, TheFirstSizesAreThoseOfAHandMadeList) {
    auto const search = search_over({add, sub, mul, sin});
    EXPECT_EQ(texts(search, 1), (std::set<std::string>{"a", "x", "y"}));
    EXPECT_EQ(texts(search, 2), (std::set<std::string>{"sin(x)", "sin(y)"}));
    EXPECT_EQ(
        texts(search, 3),
        (std::set<std::string>{"sin(sin(x))", "sin(sin(y))", "x + a", "y + a", "x + y", "a - x",
                               "a - y", "x - y", "y - x", "x*x", "x*y", "y*y", "x*a", "y*a"}));
}

TEST(Enumeration, EveryStructureIsLegalAndThereOnce) {
    for (auto const& search : searches()) {
        for (int complexity = 1; complexity <= 7; ++complexity) {
            std::set<std::uint64_t> seen;
            for (auto const& tree : structures(search, complexity)) {
                EXPECT_TRUE(expr::is_valid(tree, 2));
                EXPECT_TRUE(expr::is_legal(tree, search.constraints));
                EXPECT_EQ(expr::complexity(tree.nodes), complexity);
                EXPECT_TRUE(seen.insert(expr::structure_hash(tree.nodes)).second) << text_of(tree);
            }
        }
    }
}

/// Structures of up to six nodes that have the values of an earlier one, and all of them.
std::pair<std::vector<std::string>, std::size_t> duplicates(SearchSettings const& search) {
    std::map<std::vector<std::string>, std::string> seen;
    std::vector<std::string> found;
    std::size_t count = 0;
    for (int complexity = 1; complexity <= 6; ++complexity) {
        for (auto const& tree : structures(search, complexity)) {
            auto const values = signature(tree);
            if (values.empty()) continue;
            ++count;
            auto const [known, is_new] = seen.emplace(values, text_of(tree));
            if (!is_new) found.push_back(text_of(tree) + " is " + known->second);
        }
    }
    return {found, count};
}

TEST(Enumeration, StructuresOfUpToSixNodesDifferInValue) {
    for (auto const& operators :
         {std::vector{add, sub, mul, sin}, std::vector{add, sub, mul, expr::Opcode::div},
          std::vector{add, sub, mul, exp, log}}) {
        EXPECT_EQ(duplicates(search_over(operators)).first, std::vector<std::string>{});
    }
}

TEST(Enumeration, FewStructuresHaveTheValuesOfAnother) {
    // Powers and reciprocals have identities that no rule knows.
    for (auto const& search : searches()) {
        auto const [found, count] = duplicates(search);
        EXPECT_LT(static_cast<double>(found.size()), 0.2 * static_cast<double>(count))
            << found.size() << " of " << count;
    }
}

TEST(Enumeration, RangesAreThePartsOfTheWhole) {
    auto const search = search_over({add, sub, mul, sin});
    Enumeration enumeration(search, 2);
    auto const count = enumeration.candidate_count(6);
    std::vector<expr::Tree> parts;
    for (std::uint64_t first = 0; first < count; first += 37) {
        enumeration.visit(6, first, std::min(first + 37, count),
                          [&](expr::Tree const& tree) { parts.push_back(tree); });
    }
    EXPECT_EQ(parts, structures(search, 6));
    EXPECT_EQ(parts.size(), enumeration.count(6));
}

TEST(Enumeration, WeightsOfTheComplexityCount) {
    auto search = search_over({add, sin});
    search.complexity_weights[sin] = 3;
    search.complexity_weights[variable] = 2;
    EXPECT_EQ(texts(search, 5),
              (std::set<std::string>{"sin(x)", "sin(y)", "x + x", "x + y", "y + y"}));
    EXPECT_EQ(texts(search, 4), (std::set<std::string>{"x + a", "y + a"}));
}

TEST(Enumeration, LimitsOnTheOrderOfTermsListAllOrders) {
    auto search = search_over({add, mul});
    EXPECT_TRUE(Enumeration(search, 2).is_without_orders());
    search.constraints.max_depth = 3;
    EXPECT_FALSE(Enumeration(search, 2).is_without_orders());
    // Only (· + ·) + (· + ·) has three levels.
    auto const found = texts(search, 7);
    EXPECT_EQ(found.count("x + y + (x + y)"), 1u);
    EXPECT_EQ(found.count("x + x + x + x"), 0u);
}

TEST(Enumeration, LimitsOfArgumentsAndNestingHold) {
    auto search = search_over({add, sin, square});
    search.constraints.arguments[expr::index_of(square)] = {1};
    search.constraints.nesting = {{sin, sin, 0}};
    for (int complexity = 1; complexity <= 6; ++complexity) {
        for (auto const& text : texts(search, complexity)) {
            EXPECT_EQ(text.find("sin(sin"), std::string::npos) << text;
            EXPECT_EQ(text.find("square(square"), std::string::npos) << text;
        }
    }
    EXPECT_EQ(texts(search, 3).count("sin(square(x))"), 1u);
}

}  // namespace
}  // namespace balmer::evolve
