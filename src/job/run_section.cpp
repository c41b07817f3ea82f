#include "run_section.hpp"

#include <fmt/format.h>

namespace balmer::job {

Section run_section() {
    return {"run",
            {key("directory", BALMER_JOB_MEMBER(run.directory), "where everything is written"),
             key("max_hours", BALMER_JOB_MEMBER(run.max_hours),
                 "wall time from each start of the command, then it ends with 75; 0: none"),
             key("checkpoint_minutes", BALMER_JOB_MEMBER(run.checkpoint_minutes),
                 "between two checkpoints, 0.5 is half a minute; 0: only at the end"),
             key("lost_minutes", BALMER_JOB_MEMBER(run.lost_minutes),
                 "a rank silent for so long is given up, the run ends with 1; 0: never"),
             key("scoring_share", BALMER_JOB_MEMBER(run.scoring_share),
                 "of the workers' time for fits on all events, at most")},
            {}};
}

std::vector<KeyedProblem> problems_of(RunOptions const& run) {
    std::vector<KeyedProblem> problems;
    auto const require = [&](bool holds, std::string const& key, double value, char const* rule) {
        if (!holds)
            problems.push_back({key, fmt::format("{} = {} (must be {})", key, value, rule)});
    };
    require(run.max_hours >= 0, "run.max_hours", run.max_hours, "0 or more");
    require(run.checkpoint_minutes >= 0, "run.checkpoint_minutes", run.checkpoint_minutes,
            "0 or more");
    require(run.lost_minutes == 0 || run.lost_minutes >= 0.05, "run.lost_minutes", run.lost_minutes,
            "0 or at least 0.05");
    require(run.scoring_share > 0 && run.scoring_share < 1, "run.scoring_share", run.scoring_share,
            "above 0 and below 1");
    return problems;
}

}  // namespace balmer::job
