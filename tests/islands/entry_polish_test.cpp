// The polish of entries by fits on all events: a law, and the formulas that a reader must see.
#include "balmer/expr/parse.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/expr/round_number.hpp"
#include "balmer/scoring/shard_scorer.hpp"

#include "islands/candidate_pipeline.hpp"
#include "islands/made_up.hpp"

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

constexpr std::uint32_t polish_shard_count = 3;

std::vector<std::string> const& feature_names() {
    static std::vector<std::string> const names = {"A", "mu", "z"};
    return names;
}

using Law = std::function<double(double A, double mu, double z)>;

/// Values of a law with A > mu > 0 and z, and noise.
std::vector<scoring::Shard> shards_of(Law const& law, double noise, std::size_t row_count) {
    std::vector<scoring::Shard> shards;
    for (std::uint32_t k = 0; k < polish_shard_count; ++k) {
        std::vector<AlignedVector<double>> features(3);
        AlignedVector<double> target;
        for (std::size_t row = k; row < row_count; row += polish_shard_count) {
            RandomStream stream(7, static_cast<std::uint32_t>(row), 0, Purpose::test);
            double const mu = stream.uniform(0.5, 2.0);
            double const A = mu + stream.uniform(0.1, 3.0);
            double const z = stream.uniform(-2.0, 2.0);
            features[0].push_back(A);
            features[1].push_back(mu);
            features[2].push_back(z);
            target.push_back(law(A, mu, z) + noise * stream.normal());
        }
        shards.push_back({k, data::Table<double>(std::move(features), std::move(target), {})});
    }
    return shards;
}

polish::Grammar grammar() {
    using enum expr::Opcode;
    polish::Grammar grammar{.operators = {add, sub, mul, div, sqrt, sin, cos, exp, log},
                            .constraints = {},
                            .weights = {}};
    grammar.constraints.max_complexity = 24;
    return grammar;
}

CandidatePipeline polishing_pipeline(Pace pace = Pace::as_answered) {
    return {24, polish_shard_count, {}, pace, grammar()};
}

void answer_all(CandidatePipeline& pipeline, std::vector<scoring::Shard> const& shards) {
    scoring::ShardScorer score;
    while (true) {
        auto const requests = pipeline.take_requests();
        if (requests.empty()) return;
        for (auto const& request : requests) {
            pipeline.absorb({request.id, score.sums(request.kind, request.tree, shards)});
        }
    }
}

/// Scores the formula and polishes what is on the front, to the end.
void polish_to_the_end(CandidatePipeline& pipeline, std::vector<scoring::Shard> const& shards,
                       std::string const& formula) {
    auto tree = expr::parse(formula, feature_names()).tree;
    auto const complexity = static_cast<int>(tree.size());
    pipeline.submit({{.tree = std::move(tree), .loss = 1, .complexity = complexity, .birth = 0}});
    answer_all(pipeline, shards);
    for (int i = 0; i < 1000 && !pipeline.is_polished(); ++i) {
        pipeline.polish();
        answer_all(pipeline, shards);
    }
    EXPECT_TRUE(pipeline.is_polished());
    EXPECT_TRUE(pipeline.counters().add_up());
}

struct Found {
    std::string formula;
    int complexity;
};

/// The front's last entry.
Found polished(Law const& law, double noise, std::string const& formula,
               std::size_t row_count = 600) {
    auto const shards = shards_of(law, noise, row_count);
    auto pipeline = polishing_pipeline();
    polish_to_the_end(pipeline, shards, formula);
    auto const front = pipeline.hall_of_fame().front();
    if (front.empty()) return {"nothing", 0};
    return {expr::to_infix(front.back().tree, feature_names()), front.back().complexity};
}

double eq10(double A, double mu, double) { return A + std::sqrt((A - mu) * (A + mu)); }
double mt2(double A, double mu, double) { return std::sqrt(2 * mu * A) + mu; }

TEST(EntryPolish, ExactFormulasGetTheirSmallestForm) {
    for (std::string const formula :
         {"0.9*A + 1.1*sqrt((A - mu)*(A + mu) + 0.001)",
          "A + (mu + A)*sqrt(0.97*((A - mu)/(mu + A)))",
          "A + (mu + A)*sqrt((A - 0.97*mu)/(mu + A))", "1.1*(A + sqrt(A*A - 0.9*mu*mu))"}) {
        auto const found = polished(eq10, 0, formula);
        EXPECT_LE(found.complexity, 10) << formula << " became " << found.formula;
    }
}

TEST(EntryPolish, UselessConstantsGoAndUsefulOnesBecomeRound) {
    auto const found = polished(mt2, 0, "1.4*sqrt(mu*A + 0.001) + 0.9*mu");
    EXPECT_EQ(found.complexity, 8) << found.formula;
    EXPECT_NE(found.formula.find("1.414213562373095"), std::string::npos) << found.formula;
}

TEST(EntryPolish, WhatTheIssueShowedIsNotSeenAgain) {
    EXPECT_LE(polished(mt2, 0, "1.4*sqrt(mu*A)*cos(z/8.5e+152) + exp(log(mu))").complexity, 8);
    auto const linear = [](double A, double, double z) { return 2.345 * A + z; };
    EXPECT_EQ(polished(linear, 0.1, "A + 1.3*A + z").complexity, 5);
}

TEST(EntryPolish, RedundantConstantsOfANoisyLawGo) {
    // arXiv:2109.10414 has entries whose constants the data fix only in combinations.
    auto const law = [](double A, double mu, double z) { return (1.7 * z + 0.3 * A) / (mu + 0.6); };
    auto const shards = shards_of(law, 0.05, 600);
    auto pipeline = polishing_pipeline();
    polish_to_the_end(pipeline, shards, "1.3*(1.3*z + 0.3*A)/(1.1*mu + 0.6)");
    auto const front = pipeline.hall_of_fame().front();
    ASSERT_FALSE(front.empty());
    EXPECT_LE(front.back().tree.constants.size(), 3U)
        << expr::to_infix(front.back().tree, feature_names());
    for (double const error : front.back().standard_errors) EXPECT_FALSE(std::isnan(error));
    EXPECT_GT(pipeline.polish_counters().without_flat_directions, 0U);
}

TEST(EntryPolish, ANoisyLawKeepsTheConstantsThatItsDataFix) {
    auto const law = [](double A, double, double z) { return 2.345 * A * std::sin(z) + 0.317; };
    auto const found = polished(law, 0.1, "2*A*sin(z) + 0.5");
    EXPECT_EQ(found.complexity, 8) << found.formula;
}

/// Laws and forms of them, with useless, redundant and odd parts.
std::vector<std::pair<Law, std::string>> many_entries() {
    return {{eq10, "0.9*A + 1.1*sqrt((A - mu)*(A + mu) + 0.001)"},
            {mt2, "1.4*sqrt(mu*A + 0.001) + 0.9*mu"},
            {eq10, "A*(1.1 + z*0.01) - mu/(A + 0.3)"},
            {mt2, "A*1.1 + 0.3*mu*(0.9 + 0.01*z)"},
            {eq10, "1.2*(0.8*A + 0.1*mu)/(0.9*mu + 0.2*A)"},
            {mt2, "exp(0.1*log(A)) + sqrt(mu*mu)*0.7"},
            {eq10, "log(A*1.2) + log(mu) + sin(z/8e150)"},
            {[](double A, double, double z) { return 2.03 * A * std::sin(z) + 0.52 * z; },
             "2*A*sin(z) + 0.5*z"}};
}

TEST(EntryPolish, NoEntryIsEverWorseThanBefore) {
    for (double const noise : {0.0, 0.05}) {
        for (auto const& [law, formula] : many_entries()) {
            auto const shards = shards_of(law, noise, 600);
            auto pipeline = polishing_pipeline(), plain = polishing_pipeline();
            auto tree = expr::parse(formula, feature_names()).tree;
            auto const complexity = static_cast<int>(tree.size());
            plain.submit(
                {{.tree = std::move(tree), .loss = 1, .complexity = complexity, .birth = 0}});
            answer_all(plain, shards);
            polish_to_the_end(pipeline, shards, formula);
            for (auto const& before : plain.hall_of_fame().front()) {
                // A hundredth of a residual's variance for each constant; or rounding.
                double const tolerance =
                    0.01 / 600 * static_cast<double>(before.tree.constants.size()) + 1e-9;
                EXPECT_LE(pipeline.hall_of_fame().best_mse(before.complexity),
                          (1 + tolerance) * before.mse + 1e-27 * pipeline.target_mean_square())
                    << formula;
            }
            for (auto const& entry : pipeline.hall_of_fame().entries()) {
                EXPECT_TRUE(grammar().allows(entry.tree));
                EXPECT_TRUE(entry.at_optimum);
                EXPECT_EQ(entry.complexity, static_cast<int>(entry.tree.size()));
                EXPECT_LE(entry.complexity, complexity);
                scoring::ShardScorer score;
                scoring::ShardTally tally(polish_shard_count);
                for (auto sums : score.sums(scoring::SumKind::loss, entry.tree, shards)) {
                    tally.add(std::move(sums));
                }
                EXPECT_NEAR(entry.mse, tally.total().loss.mse(),
                            1e-9 * entry.mse + pipeline.hall_of_fame().rounding_floor());
            }
        }
    }
}

TEST(EntryPolish, InLockstepItIsTheSameAfterARestart) {
    auto const shards = shards_of(eq10, 0, 600);
    auto straight = polishing_pipeline(Pace::lockstep);
    polish_to_the_end(straight, shards, "0.9*A + 1.1*sqrt((A - mu)*(A + mu) + 0.001)");
    auto resumed = polishing_pipeline(Pace::lockstep);
    resumed.restore(straight.record());
    resumed.learn_row_count(600);
    for (auto* pipeline : {&straight, &resumed}) {
        polish_to_the_end(*pipeline, shards, "A + mu*0.9 + 0.1*sqrt(A)");
    }
    EXPECT_EQ(resumed.hall_of_fame(), straight.hall_of_fame());
    EXPECT_EQ(resumed.request_count(), straight.request_count());
    EXPECT_EQ(resumed.revision(), straight.revision());
}

TEST(EntryPolish, FormsUnderWayAreNoCandidatesOfACheckpoint) {
    auto const shards = shards_of(eq10, 0, 600);
    auto pipeline = polishing_pipeline();
    auto tree = expr::parse("0.9*A + 1.1*sqrt((A - mu)*(A + mu) + 0.001)", feature_names()).tree;
    auto const complexity = static_cast<int>(tree.size());
    pipeline.submit({{.tree = std::move(tree), .loss = 1, .complexity = complexity, .birth = 0}});
    answer_all(pipeline, shards);
    pipeline.polish();
    ASSERT_FALSE(pipeline.idle());
    EXPECT_TRUE(pipeline.record().waiting.empty());
    EXPECT_EQ(pipeline.counters().pending, 0U);
    auto resumed = polishing_pipeline();
    resumed.restore(pipeline.record());
    polish_to_the_end(resumed, shards, "A");
    EXPECT_LE(resumed.hall_of_fame().front().back().complexity, 10);
}

}  // namespace
}  // namespace balmer::islands
