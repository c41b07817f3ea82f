#include "balmer/scoring/team_scorer.hpp"

#include "balmer/base/error.hpp"
#include "balmer/parallel/collectives.hpp"
#include "balmer/scoring/shard_tally.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace balmer::scoring {
namespace {

constexpr std::size_t largest_shard_count = 64;

struct Question {
    SumKind kind = SumKind::loss;
    std::uint32_t shard_limit = 0;
    expr::Tree tree;
    /// Without nodes if sums are wanted, else the argument of lowest_row().
    expr::Tree chooser = {};

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& kind& shard_limit& tree& chooser;
    }
};

bool is_lower(LowestRow const& left, LowestRow const& right) {
    return left.lowest < right.lowest || (left.lowest == right.lowest && left.shard < right.shard);
}

/// An empty message ends serve() on the other ranks.
using Message = std::optional<Question>;

}  // namespace

data::ShardPlan shards_of_events(std::size_t row_count) {
    return {row_count, std::min(row_count, largest_shard_count)};
}

std::vector<Shard> read_indexed_shards(data::SourceSpec const& spec, data::ShardPlan const& plan,
                                       std::vector<std::size_t> const& indices) {
    std::vector<Shard> shards;
    if (indices.empty()) return shards;
    auto tables = data::read_shards(spec, plan, indices);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        shards.push_back({static_cast<std::uint32_t>(indices[i]), std::move(tables[i])});
    }
    return shards;
}

std::vector<Shard> read_own_shards(parallel::Communicator const& communicator,
                                   data::SourceSpec const& spec, data::ShardPlan const& plan) {
    std::vector<std::size_t> own;
    for (auto k = static_cast<std::size_t>(communicator.rank()); k < plan.shard_count;
         k += static_cast<std::size_t>(communicator.size())) {
        own.push_back(k);
    }
    return read_indexed_shards(spec, plan, own);
}

std::uint32_t shards_with_rows(data::ShardPlan const& plan, std::size_t row_count) {
    std::size_t rows = 0;
    std::size_t shards = 0;
    while (shards < plan.shard_count && rows < row_count) rows += plan.size(shards++);
    return static_cast<std::uint32_t>(shards);
}

TeamScorer::TeamScorer(parallel::Communicator const& communicator, std::span<Shard const> shards,
                       data::ShardPlan const& plan, eval::Backend backend)
    : communicator_(&communicator), shards_(shards), plan_(plan), score_(backend) {}

eval::NormalEquations TeamScorer::sums(SumKind kind, expr::Tree const& tree,
                                       std::uint32_t shard_limit) {
    BALMER_EXPECT(communicator_->rank() == 0);
    shard_limit = std::min(shard_limit, static_cast<std::uint32_t>(plan_.shard_count));
    parallel::broadcast(*communicator_, Message(Question{kind, shard_limit, tree, {}}));
    auto answers = parallel::gather(*communicator_, score_.sums(kind, tree, shards_, shard_limit));
    ShardTally tally(shard_limit);
    for (auto& answer : answers) {
        for (auto& shard : answer) tally.add(std::move(shard));
    }
    return tally.total();
}

LowestRow TeamScorer::lowest_row(expr::Tree const& tree, expr::Tree const& chooser,
                                 std::uint32_t shard_limit) {
    BALMER_EXPECT(communicator_->rank() == 0);
    parallel::broadcast(*communicator_,
                        Message(Question{SumKind::loss, shard_limit, tree, chooser}));
    auto const answers =
        parallel::gather(*communicator_, score_.lowest_row(tree, chooser, shards_, shard_limit));
    auto lowest = *std::ranges::min_element(answers, is_lower);
    for (auto const& answer : answers) {
        lowest.largest_size = std::max(lowest.largest_size, answer.largest_size);
    }
    return lowest;
}

void TeamScorer::serve() {
    while (auto const question = parallel::broadcast(*communicator_, Message())) {
        if (!question->chooser.nodes.empty()) {
            parallel::gather(*communicator_, score_.lowest_row(question->tree, question->chooser,
                                                               shards_, question->shard_limit));
            continue;
        }
        parallel::gather(*communicator_, score_.sums(question->kind, question->tree, shards_,
                                                     question->shard_limit));
    }
}

void TeamScorer::finish() { parallel::broadcast(*communicator_, Message()); }

}  // namespace balmer::scoring
