#include "balmer/islands/settings.hpp"

#include "balmer/base/error.hpp"

#include <string>

namespace balmer::islands {
namespace {

class Checker {
public:
    template <class Value>
    void require(bool holds, char const* key, Value value, char const* rule) {
        if (!holds) {
            problems_.add(std::string(key) + " = " + std::to_string(value) + " (" + rule + ")");
        }
    }
    void throw_if_any() const { problems_.throw_if_any(); }

private:
    ProblemList problems_;
};

}  // namespace

void check(RunSettings const& settings) {
    auto const& candidates = settings.candidates;
    Checker checker;
    // Written so that NaN fails.
    checker.require(settings.max_seconds >= 0, "max_seconds", settings.max_seconds,
                    "must be 0, for no limit, or positive");
    checker.require(settings.finish_seconds >= 0, "finish_seconds", settings.finish_seconds,
                    "must not be negative");
    checker.require(settings.silence_seconds > 0, "silence_seconds", settings.silence_seconds,
                    "must be positive");
    checker.require(settings.lost_seconds >= 0, "lost_seconds", settings.lost_seconds,
                    "must be 0, for never, or positive");
    checker.require(settings.checkpoint_seconds >= 0, "checkpoint_seconds",
                    settings.checkpoint_seconds, "must be 0, for the end only, or positive");
    checker.require(settings.checkpoint_retry_seconds >= 0, "checkpoint_retry_seconds",
                    settings.checkpoint_retry_seconds, "must not be negative");
    checker.require(settings.scoring_share > 0 && settings.scoring_share < 1, "scoring_share",
                    settings.scoring_share, "must lie between 0 and 1");
    checker.require(settings.harvest_seconds >= 0, "harvest_seconds", settings.harvest_seconds,
                    "must not be negative");
    checker.require(settings.status_seconds > 0, "status_seconds", settings.status_seconds,
                    "must be positive");
    checker.require(settings.report_seconds >= 0, "report_seconds", settings.report_seconds,
                    "must not be negative");
    checker.require(settings.unsent_limit > 0, "unsent_limit", settings.unsent_limit,
                    "must be positive");
    checker.require(candidates.queue_size > 0, "queue_size", candidates.queue_size,
                    "must be positive");
    checker.require(candidates.max_in_flight > 0, "max_in_flight", candidates.max_in_flight,
                    "must be positive");
    checker.require(candidates.stale_factor >= 1, "stale_factor", candidates.stale_factor,
                    "must be at least 1");
    checker.require(candidates.screen_factor >= 1, "screen_factor", candidates.screen_factor,
                    "must be at least 1");
    checker.require(candidates.fit.max_evaluations > 0, "max_evaluations",
                    candidates.fit.max_evaluations, "must be positive");
    checker.throw_if_any();
}

}  // namespace balmer::islands
