/// \file
/// What evaluates, in words: the backends of this machine, and which of them a rank uses.
#pragma once

#include "balmer/eval/evaluator.hpp"
#include "balmer/parallel/communicator.hpp"

#include <string>
#include <vector>

namespace balmer::scoring {

/// What a rank says of its evaluator.
struct EvaluatorName {
    int rank = 0;
    /// Evaluator::name().
    std::string name;
    /// BackendChoice::note; mostly empty.
    std::string note;

    bool operator==(EvaluatorName const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& rank& name& note;
    }
};

/// Of the evaluator that `backend` gives in this process.
EvaluatorName name_evaluator(int rank, eval::Backend backend, bool double_precision);

/// Collective: the names of the ranks that evaluate, in their order, on rank 0; nothing elsewhere.
std::vector<EvaluatorName> gather_evaluator_names(parallel::Communicator const& communicator,
                                                  eval::Backend backend, bool double_precision);

/// "evaluator: interpreter (avx512)" and each note, a line each. Ranks are named where they differ.
std::vector<std::string> describe_evaluators(std::vector<EvaluatorName> const& names);

}  // namespace balmer::scoring
