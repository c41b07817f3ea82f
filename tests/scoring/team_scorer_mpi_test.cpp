#include "balmer/base/random.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include "parallel/mpi_main.hpp"

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
    for (auto const kind : {SumKind::loss, SumKind::normal_equations, SumKind::robust_curvature}) {
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
