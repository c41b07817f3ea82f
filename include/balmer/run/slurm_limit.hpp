/// \file
/// The time limit of the SLURM job that this process belongs to.
#pragma once

#include "balmer/base/stopwatch.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace balmer::run {

/// The time that a job has left.
struct TimeLeft {
    enum class Kind { limited, unlimited, unknown };
    Kind kind = Kind::unknown;
    double seconds = 0;
    /// The source of the limit; if it is unknown, the reason.
    std::string source;
};

/// Reads the output of `squeue -o %L`: D-HH:MM:SS, HH:MM:SS, MM:SS, UNLIMITED, NOT_SET, INVALID.
/// Anything else is unknown, with the text in `source`.
TimeLeft parse_time_left(std::string_view text);

/// How long before the limit a run ends [s]: 2 % of the time left, at least 20 s and at most 120 s,
/// but at most a quarter of the time left.
double end_margin_s(double seconds_left);

/// Starts squeue and waits for its output for at most `timeout_s`.
TimeLeft ask_squeue(std::string const& job_id, double timeout_s);

/// Counts down to the time when a run must end because of SLURM's limit.
class SlurmLimit {
public:
    using Environment = std::function<char const*(char const*)>;
    /// (job ID, timeout [s]).
    using Ask = std::function<TimeLeft(std::string const&, double)>;

    /// Reads SLURM_JOB_ID and SLURM_JOB_END_TIME (seconds since 1970, as `now_s`); asks squeue if
    /// the latter is missing.
    SlurmLimit(Environment const& environment, double now_s, Ask ask = ask_squeue);

    /// Time until the run must end [s]; nullopt outside SLURM and without a limit.
    std::optional<double> seconds_left() const;

    /// For the log: the limit and its source; empty outside SLURM.
    std::string const& note() const { return note_; }

    /// Returns true if the run must end now. Asks squeue once more before it returns true,
    /// because administrators extend limits; this takes at most ten seconds and at most a quarter
    /// of the margin.
    bool reached();

    /// Returns true if reached() has returned true.
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
