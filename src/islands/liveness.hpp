/// \file
/// Whether the workers still answer.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/islands/settings.hpp"

#include "silence_watch.hpp"

#include <cstddef>
#include <vector>

namespace balmer::islands {

/// Workers are counted from 0, ranks from 1.
class Liveness {
public:
    Liveness(std::size_t worker_count, RunSettings const& settings);

    /// To be called in every turn of the loop, before mail is read.
    void tick();
    /// A message of this worker has come.
    void heard(std::size_t worker);

    /// Every worker has been asked a question, to which answered() is the answer.
    void expect_answers();
    void answered(std::size_t worker) { workers_.at(worker).has_answered = true; }
    /// The worker has answered and sends nothing more.
    void left(std::size_t worker);
    /// Every worker has answered or is lost.
    bool all_answered() const;

    double silent_s(std::size_t worker) const { return workers_.at(worker).silence.silent_s(); }

    /// Workers that have been silent for `silence_seconds` but have not left. Reports each once,
    /// until it is heard again.
    std::vector<std::size_t> take_silent();

    /// Workers that are lost from now on. While no answer is expected: those silent for
    /// `lost_seconds`. Otherwise: those that have neither answered nor sent anything for
    /// `finish_seconds` or `silence_seconds`, whichever is longer.
    std::vector<std::size_t> take_lost();
    /// Ranks of all lost workers, in the order of their loss.
    std::vector<int> const& lost_ranks() const { return lost_ranks_; }

    /// Whether the workers are due a sign of life of the coordinator. Returns true once every
    /// `status_seconds`.
    bool pulse_is_due();

private:
    struct Worker {
        SilenceWatch silence;
        bool is_reported = false;
        bool has_answered = false;
        bool has_left = false;
        bool is_lost = false;
    };

    bool is_given_up(Worker const& worker) const;

    double silence_s_;
    double lost_s_;
    double patience_s_;
    double pulse_s_;
    std::vector<Worker> workers_;
    bool expects_answers_ = false;
    Stopwatch since_question_;
    Stopwatch since_pulse_;
    std::vector<int> lost_ranks_;
};

}  // namespace balmer::islands
