/// \file
/// The names of the evaluators that the ranks use.
#pragma once

#include "balmer/eval/evaluator.hpp"
#include "balmer/parallel/communicator.hpp"

#include <string>
#include <vector>

namespace balmer::scoring {

/// The evaluator of one rank.
struct EvaluatorName {
    int rank = 0;
    /// Evaluator::name().
    std::string name;
    /// BackendChoice::note; usually empty.
    std::string note;

    bool operator==(EvaluatorName const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& rank& name& note;
    }
};

/// The evaluator that `backend` selects in this process.
EvaluatorName name_evaluator(int rank, eval::Backend backend, bool double_precision);

/// Returns the evaluators of the ranks that evaluate, by rank, on rank 0; an empty vector
/// elsewhere. Collective.
std::vector<EvaluatorName> gather_evaluator_names(parallel::Communicator const& communicator,
                                                  eval::Backend backend, bool double_precision);

/// "evaluator: interpreter (avx512)" and each note, one per line. Lists the ranks if they differ.
std::vector<std::string> describe_evaluators(std::vector<EvaluatorName> const& names);

}  // namespace balmer::scoring
