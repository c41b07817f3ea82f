#include "balmer/base/random.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include "parallel/mpi_main.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::scoring {
namespace {

using parallel::test::world;

constexpr data::ShardPlan plan{1001, 7};

/// Rows index, index + 7, … of y = 2 x + noise, with weights.
data::Table<double> rows_of_shard(std::size_t index) {
    AlignedVector<double> x, y, weights;
    for (std::size_t row = index; row < plan.row_count; row += plan.shard_count) {
        RandomStream stream(3, static_cast<std::uint32_t>(row), 0, Purpose::test);
        x.push_back(stream.uniform(-1, 1));
        y.push_back(2 * x.back() + 0.1 * stream.normal());
        weights.push_back(stream.uniform(0.5, 1.5));
    }
    return {{x}, y, weights};
}

/// Shard k on rank k mod `rank_count`.
std::vector<Shard> shards_of(int rank, int rank_count) {
    std::vector<Shard> shards;
    for (auto k = static_cast<std::uint32_t>(rank); k < plan.shard_count;
         k += static_cast<std::uint32_t>(rank_count)) {
        shards.push_back({k, rows_of_shard(k)});
    }
    return shards;
}

expr::Tree tree_of(std::string const& formula) {
    std::vector<std::string> const names = {"x"};
    return expr::parse(formula, names, expr::UnknownNames::are_parameters).tree;
}

expr::Tree formula() { return tree_of("a*sin(b*x) + c"); }

/// The sums that a single process computes.
eval::NormalEquations expected(SumKind kind, std::uint32_t shard_limit) {
    parallel::Communicator const alone;
    auto const shards = shards_of(0, 1);
    TeamScorer scorer(alone, shards, plan);
    return scorer.drive([&] { return scorer.sums(kind, formula(), shard_limit); });
}

TEST(TeamScorer, SumsAreIdenticalOnAnyNumberOfRanks) {
    auto const own = shards_of(world().rank(), world().size());
    TeamScorer scorer(world(), own, plan);
    for (auto const kind : {SumKind::loss, SumKind::normal_equations, SumKind::robust_curvature,
                            SumKind::of_values, SumKind::finite_rows}) {
        for (std::uint32_t const limit : {1U, 3U, all_shards}) {
            auto const sums = scorer.drive([&] { return scorer.sums(kind, formula(), limit); });
            if (world().rank() == 0) {
                EXPECT_EQ(sums, expected(kind, limit));
            }
        }
    }
}

TEST(TeamScorer, RobustCurvatureIsTheSumOfSquaredGradientsOfTheRows) {
    if (world().rank() != 0) return;
    auto const tree = tree_of("a*x");
    double sum = 0;
    for (std::size_t k = 0; k < plan.shard_count; ++k) {
        auto const table = rows_of_shard(k);
        for (std::size_t i = 0; i < table.row_count(); ++i) {
            double const x = table.feature(0)[i];
            double const residual = tree.constants[0] * x - table.target()[i];
            sum += std::pow(table.weights()[i] * residual * x, 2);
        }
    }
    parallel::Communicator const alone;
    auto const shards = shards_of(0, 1);
    TeamScorer scorer(alone, shards, plan);
    auto const sums = scorer.drive([&] { return scorer.sums(SumKind::robust_curvature, tree); });
    EXPECT_NEAR(sums.curvature.at(0), sum, 1e-12 * sum);
}

TEST(TeamScorer, ValuesAsResidualsHaveNeitherTargetsNorWeights) {
    if (world().rank() != 0) return;
    auto const tree = tree_of("a*x");
    eval::LossSums expected_sums;
    for (std::size_t k = 0; k < plan.shard_count; ++k) {
        auto const table = rows_of_shard(k);
        for (double const x : table.feature(0)) {
            expected_sums += {1, 1, std::pow(tree.constants[0] * x, 2)};
        }
    }
    parallel::Communicator const alone;
    auto const shards = shards_of(0, 1);
    TeamScorer scorer(alone, shards, plan);
    auto const loss = scorer.drive([&] { return scorer.sums(SumKind::of_values, tree); }).loss;
    EXPECT_EQ(loss.row_count, plan.row_count);
    EXPECT_EQ(loss.weight_sum, expected_sums.weight_sum);
    EXPECT_NEAR(loss.squared_error_sum, expected_sums.squared_error_sum, 1e-9);
}

/// Rows of all shards where x > 0.3: where log(x - 0.3) is finite.
std::uint64_t rows_above_edge() {
    std::uint64_t count = 0;
    for (std::size_t k = 0; k < plan.shard_count; ++k) {
        auto const table = rows_of_shard(k);
        for (double const x : table.feature(0)) count += x > 0.3 ? 1 : 0;
    }
    return count;
}

TEST(TeamScorer, CountsTheRowsWithAFiniteValue) {
    auto const own = shards_of(world().rank(), world().size());
    TeamScorer scorer(world(), own, plan);
    auto const sums =
        scorer.drive([&] { return scorer.sums(SumKind::finite_rows, tree_of("log(x - 0.3)")); });
    if (world().rank() == 0) {
        EXPECT_EQ(sums.loss.row_count, rows_above_edge());
    }
}

TEST(TeamScorer, TheLowestRowIsTheSameOnAnyNumberOfRanks) {
    auto const own = shards_of(world().rank(), world().size());
    TeamScorer scorer(world(), own, plan);
    auto const tree = tree_of("a*x*x + b");
    // NaN on half of the rows; the lowest of the others is just above x = 0.
    auto const chooser = tree_of("c*sqrt(x)");
    auto const found = scorer.drive([&] { return scorer.lowest_row(tree, chooser); });
    if (world().rank() != 0) return;
    LowestRow expected_row;
    for (std::uint32_t k = 0; k < plan.shard_count; ++k) {
        auto const table = rows_of_shard(k);
        for (std::size_t row = 0; row < table.row_count(); ++row) {
            double const x = table.feature(0)[row];
            double const value = x * x + 1;
            expected_row.largest_size = std::max(expected_row.largest_size, value);
            if (!(std::sqrt(x) < expected_row.lowest)) continue;
            expected_row.lowest = std::sqrt(x);
            expected_row.shard = k;
            expected_row.row = row;
            expected_row.value = value;
            expected_row.gradient = {x * x, 1};
        }
    }
    EXPECT_EQ(found.shard, expected_row.shard);
    EXPECT_EQ(found.row, expected_row.row);
    EXPECT_EQ(found.lowest, expected_row.lowest);
    EXPECT_EQ(found.largest_size, expected_row.largest_size);
    EXPECT_EQ(found.value, expected_row.value);
    EXPECT_NEAR(found.gradient.at(0), expected_row.gradient[0], 1e-15);
    EXPECT_NEAR(found.gradient.at(1), 1, 1e-15);
}

TEST(TeamScorer, WithoutAnyValueThereIsNoLowestRow) {
    auto const own = shards_of(world().rank(), world().size());
    TeamScorer scorer(world(), own, plan);
    auto const found =
        scorer.drive([&] { return scorer.lowest_row(tree_of("a*x"), tree_of("log(-1 - x*x)")); });
    if (world().rank() == 0) {
        EXPECT_TRUE(found.gradient.empty());
    }
}

TEST(TeamScorer, AFailureOnRankZeroReleasesTheOthers) {
    auto const own = shards_of(world().rank(), world().size());
    TeamScorer scorer(world(), own, plan);
    auto const drive = [&] {
        return scorer.drive([&] {
            scorer.sums(SumKind::loss, formula());
            throw std::runtime_error("no more");
            return 0;
        });
    };
    if (world().rank() == 0) {
        EXPECT_THROW(drive(), std::runtime_error);
    } else {
        EXPECT_EQ(drive(), 0);
    }
}

}  // namespace
}  // namespace balmer::scoring
