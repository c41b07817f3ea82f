/// \file
/// What a search logs when it starts.
#pragma once

#include "balmer/run/slurm_limit.hpp"
#include "balmer/scoring/evaluator_names.hpp"

#include "shared_job.hpp"

#include <string>
#include <vector>

namespace balmer::search {

/// The events, islands, hosts, evaluators and limits of the run.
/// `hosts` and `evaluators` are by rank.
std::vector<std::string> opening_lines(SharedJob const& shared,
                                       std::vector<std::string> const& hosts,
                                       std::vector<scoring::EvaluatorName> const& evaluators,
                                       run::SlurmLimit const& slurm);

}  // namespace balmer::search
