/// \file
/// Settings of the islands from those of a job.
#pragma once

#include "balmer/eval/evaluator.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/job/job.hpp"
#include "balmer/run/slurm_limit.hpp"

namespace balmer::search {

enum class Refresh { on_terminal, in_log };

/// The settings of the islands; files, loaders and observers are filled in by the caller.
islands::RunPlan plan_of(job::Job const& job, eval::Backend backend, Refresh refresh);

/// Time until the islands must stop [s], `spent_s` after the start of the command; 0: no limit. A
/// tenth of run.max_hours is theirs in any case, so that a run that is resumed makes progress.
double evolution_limit_s(job::Job const& job, double spent_s);

/// Time until this run must end [s], from run.max_hours and SLURM's limit; 0: no limit.
double limit_s(job::Job const& job, run::SlurmLimit const& slurm);

}  // namespace balmer::search
