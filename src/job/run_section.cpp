#include "run_section.hpp"

#include "balmer/base/settings_checker.hpp"

#include <utility>

namespace balmer::job {

Section run_section() {
    return {"run",
            {key("directory", BALMER_JOB_MEMBER(run.directory),
                 "folder for everything that a run writes; default: runs/STEM"),
             key("max_hours", BALMER_JOB_MEMBER(run.max_hours),
                 "wall time from each start, after which the run ends with 75; 0: no limit"),
             key("finish_seconds", BALMER_JOB_MEMBER(run.finish_seconds),
                 "largest time for the last fits and the polish, after the search has ended"),
             key("checkpoint_minutes", BALMER_JOB_MEMBER(run.checkpoint_minutes),
                 "time between two checkpoints; 0: only at the end"),
             key("lost_minutes", BALMER_JOB_MEMBER(run.lost_minutes),
                 "a rank silent for this time counts as lost, the run ends with 1; 0: never"),
             key("scoring_share", BALMER_JOB_MEMBER(run.scoring_share),
                 "largest share of the workers' time for fits on all events")},
            {}};
}

std::vector<KeyedProblem> problems_of(RunOptions const& run) {
    SettingsChecker checker("run");
    checker.at_least("max_hours", run.max_hours, 0);
    checker.at_least("finish_seconds", run.finish_seconds, 0);
    checker.at_least("checkpoint_minutes", run.checkpoint_minutes, 0);
    checker.require(run.lost_minutes == 0 || run.lost_minutes >= 0.05, "lost_minutes",
                    run.lost_minutes, "0 or at least 0.05");
    checker.inside("scoring_share", run.scoring_share, 0, 1);
    return std::move(checker).problems();
}

}  // namespace balmer::job
