#include "plan.hpp"

#include <algorithm>

namespace balmer::search {

islands::RunPlan plan_of(job::Job const& job, eval::Backend backend, Refresh refresh) {
    islands::RunPlan plan;
    plan.search = job.search;
    plan.run.backend = backend;
    plan.run.max_seconds = 3600 * job.run.max_hours;
    plan.run.checkpoint_seconds = 60 * job.run.checkpoint_minutes;
    plan.run.lost_seconds = 60 * job.run.lost_minutes;
    plan.run.silence_seconds = job::silence_seconds(job.run);
    plan.run.scoring_share = job.run.scoring_share;
    plan.run.status_seconds = refresh == Refresh::on_terminal ? 0.5 : 1.0;
    plan.run.report_seconds = 1.0;
    return plan;
}

double limit_s(job::Job const& job, run::SlurmLimit const& slurm) {
    double const own = 3600 * job.run.max_hours;
    auto const left = slurm.seconds_left();
    if (!left) return own;
    return own > 0 ? std::min(own, *left) : *left;
}

}  // namespace balmer::search
