#include "balmer/islands/settings.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/settings_checker.hpp"

#include <utility>

namespace balmer::islands {

void check(RunSettings const& settings) {
    auto const& s = settings;
    SettingsChecker checker;
    checker.at_least("max_seconds", s.max_seconds, 0);
    checker.at_least("finish_seconds", s.finish_seconds, 0);
    checker.above("silence_seconds", s.silence_seconds, 0);
    checker.at_least("lost_seconds", s.lost_seconds, 0);
    checker.at_least("checkpoint_seconds", s.checkpoint_seconds, 0);
    checker.at_least("checkpoint_retry_seconds", s.checkpoint_retry_seconds, 0);
    checker.inside("scoring_share", s.scoring_share, 0, 1);
    checker.at_least("harvest_seconds", s.harvest_seconds, 0);
    checker.above("status_seconds", s.status_seconds, 0);
    checker.at_least("report_seconds", s.report_seconds, 0);
    checker.above("unsent_limit", s.unsent_limit, 0);
    checker.above("queue_size", s.candidates.queue_size, 0);
    checker.above("max_in_flight", s.candidates.max_in_flight, 0);
    checker.at_least("stale_factor", s.candidates.stale_factor, 1);
    checker.at_least("screen_factor", s.candidates.screen_factor, 1);
    checker.above("max_evaluations", s.candidates.fit.max_evaluations, 0);
    ProblemList problems;
    for (auto& problem : std::move(checker).problems()) problems.add(std::move(problem.text));
    problems.throw_if_any();
}

}  // namespace balmer::islands
