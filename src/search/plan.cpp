#include "plan.hpp"

#include <algorithm>

namespace balmer::search {

islands::RunPlan plan_of(job::Job const& job, eval::Backend backend, Refresh refresh) {
    islands::RunPlan plan;
    plan.search = job.search;
    plan.run.backend = backend;
    plan.run.finish_seconds = job.run.finish_seconds;
    plan.run.checkpoint_seconds = 60 * job.run.checkpoint_minutes;
    plan.run.lost_seconds = 60 * job.run.lost_minutes;
    plan.run.silence_seconds = job::silence_seconds(job.run);
    plan.run.scoring_share = job.run.scoring_share;
    plan.run.status_seconds = refresh == Refresh::on_terminal ? 0.5 : 1.0;
    plan.run.report_seconds = 1.0;
    return plan;
}

double evolution_limit_s(job::Job const& job, double spent_s) {
    double const limit_s = 3600 * job.run.max_hours;
    constexpr double least_share = 0.1;
    return std::max(limit_s - spent_s, least_share * limit_s);
}

double limit_s(job::Job const& job, run::SlurmLimit const& slurm) {
    double const own = 3600 * job.run.max_hours;
    auto const left = slurm.seconds_left();
    if (!left) return own;
    return own > 0 ? std::min(own, *left) : *left;
}

}  // namespace balmer::search
