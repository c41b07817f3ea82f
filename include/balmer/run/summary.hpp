/// \file
/// How far a run is, in the few numbers that people watch.
#pragma once

#include "balmer/checkpoint/store.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/islands/status.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace balmer::run {

struct Summary {
    /// Of this life of the run, and of the lives before it.
    double elapsed_s = 0;
    double earlier_s = 0;
    /// 1 for a run that was never restarted.
    std::uint32_t life = 1;
    /// Until the last iteration or the time limit, whichever is first; NaN until known.
    double remaining_s = 0;
    /// Over all islands.
    std::uint64_t iterations = 0;
    std::uint64_t iterations_wanted = 0;
    std::uint64_t evaluations = 0;
    /// Over the last seconds.
    double evaluations_per_s = 0;
    double node_rows_per_s = 0;
    /// Largest resident memory of a worker.
    std::uint64_t memory_bytes = 0;
    islands::CandidateCounters candidates;
};

/// Where a run stood when this life of it began.
struct Start {
    std::uint64_t iterations = 0;
    std::uint64_t evaluations = 0;
};

/// Turns statuses into summaries; remembers the last ten seconds for the rates, which are those of
/// this life. Until the workers have told how far they are, a run is where it started.
class Meter {
public:
    /// `max_seconds` is 0 where there is no limit on this life.
    Meter(std::uint64_t iterations_wanted, double max_seconds, Start start = {})
        : iterations_wanted_(iterations_wanted), max_seconds_(max_seconds), start_(start) {}

    Summary measure(islands::RunStatus const& status);

private:
    struct Sample {
        std::size_t island_count;
        double elapsed_s;
        double evaluations;
        double node_rows;
    };

    std::uint64_t iterations_wanted_;
    double max_seconds_;
    Start start_;
    std::deque<Sample> samples_;
};

/// "0:12:05  iteration 120/9000 (1 %)  3.1e+05 candidates/s  …", one line without its end.
std::string summary_line(Summary const& summary);

/// One JSON object without line breaks, with the time of now (UTC), and complexity and mse of the
/// front. Its elapsed_s is that of all lives. `event` is "start", "restart", "status"
/// or "improvement".
std::string summary_json(Summary const& summary, std::string const& event,
                         std::vector<evolve::HallOfFameEntry> const& front);

/// summary_json() of event "end", with the reason.
std::string end_json(Summary const& summary, std::string const& reason,
                     std::vector<evolve::HallOfFameEntry> const& front);

/// summary_json() of event "checkpoint", with file, size_bytes and seconds.
std::string checkpoint_json(Summary const& summary, checkpoint::SaveReport const& report,
                            std::vector<evolve::HallOfFameEntry> const& front);

/// "1:02:03"; "?" for NaN.
std::string clock_text(double seconds);

/// "3.1 M": three digits at most and a power of a thousand.
std::string short_number(double value);

}  // namespace balmer::run
