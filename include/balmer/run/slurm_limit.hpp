/// \file
/// SLURM's time limit of the job that this process is part of.
#pragma once

#include "balmer/base/stopwatch.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace balmer::run {

/// What someone knows about the time a job has left.
struct TimeLeft {
    enum class Kind { limited, unlimited, unknown };
    Kind kind = Kind::unknown;
    double seconds = 0;
    /// Where it is known from; why not, where it is not.
    std::string source;
};

/// What `squeue -o %L` prints: D-HH:MM:SS, HH:MM:SS, MM:SS, UNLIMITED, NOT_SET, INVALID. Anything
/// else is unknown, and so says `source`.
TimeLeft parse_time_left(std::string_view text);

/// A run ends so long before the limit [s]: 2 % of the time left, at least 20 s and at most 120 s,
/// and never more than a quarter.
double end_margin_s(double seconds_left);

/// Starts squeue and waits for its answer for at most `timeout_s`.
TimeLeft ask_squeue(std::string const& job_id, double timeout_s);

/// Counts down to the moment when a run must end for SLURM's sake.
class SlurmLimit {
public:
    using Environment = std::function<char const*(char const*)>;
    /// (job, timeout [s]).
    using Ask = std::function<TimeLeft(std::string const&, double)>;

    /// Looks at SLURM_JOB_ID and SLURM_JOB_END_TIME (seconds since 1970, at `now_s`), else asks.
    SlurmLimit(Environment const& environment, double now_s, Ask ask = ask_squeue);

    /// Until the run is to end [s]; nothing outside SLURM and where there is no limit.
    std::optional<double> seconds_left() const;

    /// Which limit holds and from where it is known, for the log; empty outside SLURM.
    std::string const& note() const { return note_; }

    /// Whether the moment has come. When it seems so, asks once more, as administrators extend
    /// limits: may take ten seconds then, and a quarter of the margin at most.
    bool reached();

    /// reached() has said so.
    bool has_ended_the_run() const { return is_confirmed_; }

private:
    void set(TimeLeft const& left);

    std::string job_id_;
    Ask ask_;
    std::string note_;
    std::optional<double> run_seconds_;
    double margin_s_ = 0;
    bool is_confirmed_ = false;
    Stopwatch since_asked_;
};

}  // namespace balmer::run
