#include "balmer/scoring/sums_over_ranks.hpp"

#include "balmer/base/error.hpp"
#include "balmer/parallel/bytes.hpp"

#include <algorithm>
#include <utility>

namespace balmer::scoring {
namespace {

/// Counts of events are exact as double up to 2^53.
void append(std::vector<double>& numbers, eval::NormalEquations const& sums) {
    numbers.push_back(static_cast<double>(sums.loss.row_count));
    numbers.push_back(sums.loss.weight_sum);
    numbers.push_back(sums.loss.squared_error_sum);
    numbers.insert(numbers.end(), sums.gradient.begin(), sums.gradient.end());
    numbers.insert(numbers.end(), sums.curvature.begin(), sums.curvature.end());
}

eval::NormalEquations take(std::span<double const>& numbers, std::size_t constant_count) {
    eval::NormalEquations sums;
    sums.reset(constant_count);
    sums.loss = {static_cast<std::uint64_t>(numbers[0]), numbers[1], numbers[2]};
    numbers = numbers.subspan(3);
    for (auto* part : {&sums.gradient, &sums.curvature}) {
        std::copy_n(numbers.begin(), part->size(), part->begin());
        numbers = numbers.subspan(part->size());
    }
    return sums;
}

}  // namespace

SumsOverRanks::SumsOverRanks(parallel::Communicator const& communicator,
                             data::SourceSpec const& spec, std::size_t row_count, expr::Tree tree,
                             eval::Backend backend)
    : communicator_(&communicator),
      plan_{row_count, std::min(row_count, largest_shard_count)},
      tree_(std::move(tree)),
      evaluator_(eval::make_evaluator<double>(backend)) {
    std::vector<std::size_t> own;
    for (auto k = static_cast<std::size_t>(communicator.rank()); k < plan_.shard_count;
         k += static_cast<std::size_t>(communicator.size())) {
        own.push_back(k);
    }
    if (!own.empty()) tables_ = data::read_shards(spec, plan_, own);
}

std::size_t SumsOverRanks::shards_for(std::size_t row_count) const {
    std::size_t rows = 0;
    std::size_t shards = 0;
    while (shards < plan_.shard_count && rows < row_count) rows += plan_.size(shards++);
    return shards;
}

eval::NormalEquations SumsOverRanks::normal_equations(std::span<double const> constants,
                                                      std::size_t shard_limit) {
    return ask(Task::normal_equations, constants, shard_limit);
}

eval::LossSums SumsOverRanks::loss(std::span<double const> constants) {
    return ask(Task::loss, constants, plan_.shard_count).loss;
}

std::vector<double> SumsOverRanks::robust_curvature(std::span<double const> constants) {
    return ask(Task::robust_curvature, constants, plan_.shard_count).curvature;
}

void SumsOverRanks::finish() {
    communicator_->broadcast(
        parallel::to_bytes(std::vector<double>{static_cast<double>(Task::finish), 0}));
}

void SumsOverRanks::serve() {
    while (true) {
        auto const question = parallel::to_numbers(communicator_->broadcast({}));
        auto const task = static_cast<Task>(static_cast<int>(question.at(0)));
        if (task == Task::finish) return;
        auto const shard_limit = static_cast<std::size_t>(question.at(1));
        auto const constants = std::span(question).subspan(2);
        communicator_->gather(parallel::to_bytes(evaluate(task, constants, shard_limit)));
    }
}

eval::NormalEquations SumsOverRanks::ask(Task task, std::span<double const> constants,
                                         std::size_t shard_limit) {
    BALMER_EXPECT(communicator_->rank() == 0);
    std::vector<double> question = {static_cast<double>(task), static_cast<double>(shard_limit)};
    question.insert(question.end(), constants.begin(), constants.end());
    communicator_->broadcast(parallel::to_bytes(question));
    auto const answers =
        communicator_->gather(parallel::to_bytes(evaluate(task, constants, shard_limit)));

    std::vector<std::vector<double>> numbers;
    for (auto const& answer : answers) numbers.push_back(parallel::to_numbers(answer));
    std::vector<std::span<double const>> unread(numbers.begin(), numbers.end());
    auto const constant_count = task == Task::loss ? 0 : constants.size();
    eval::NormalEquations total;
    total.reset(constant_count);
    for (std::size_t k = 0; k < shard_limit; ++k) {
        total += take(unread[k % unread.size()], constant_count);
    }
    return total;
}

std::vector<double> SumsOverRanks::evaluate(Task task, std::span<double const> constants,
                                            std::size_t shard_limit) {
    tree_.constants.assign(constants.begin(), constants.end());
    std::vector<double> numbers;
    auto shard = static_cast<std::size_t>(communicator_->rank());
    for (auto const& table : tables_) {
        if (shard >= shard_limit) break;
        append(numbers, sums_of_shard(task, table));
        shard += static_cast<std::size_t>(communicator_->size());
    }
    return numbers;
}

eval::NormalEquations SumsOverRanks::sums_of_shard(Task task, data::Table<double> const& table) {
    eval::NormalEquations sums;
    auto rows = table.rows();
    if (task == Task::loss) {
        sums.reset(0);
        sums.loss = evaluator_->loss(tree_, rows);
        return sums;
    }
    AlignedVector<double> weights;
    if (task == Task::robust_curvature) {
        // Weights w² r² make the evaluator's Jᵀ W J the sandwich's filling.
        weights.resize(table.row_count());
        evaluator_->values(tree_, rows, weights);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            double const weight = rows.weights == nullptr ? 1.0 : rows.weights[i];
            double const residual = weight * (weights[i] - rows.target[i]);
            weights[i] = residual * residual;
        }
        rows.weights = weights.data();
    }
    evaluator_->normal_equations(tree_, rows, sums);
    return sums;
}

}  // namespace balmer::scoring
