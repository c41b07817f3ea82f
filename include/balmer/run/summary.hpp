/// \file
/// The progress of a run in a few numbers.
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
    /// Duration of this session of the run, and of all earlier ones together.
    double elapsed_s = 0;
    double earlier_s = 0;
    /// Number of this session: 1 for a run that was never resumed.
    std::uint32_t life = 1;
    /// Time until the last iteration or the time limit, whichever comes first; NaN until known.
    double remaining_s = 0;
    /// Summed over all islands.
    std::uint64_t iterations = 0;
    std::uint64_t iterations_wanted = 0;
    std::uint64_t evaluations = 0;
    /// Over the last ten seconds.
    double evaluations_per_s = 0;
    double node_rows_per_s = 0;
    /// Largest resident memory of any worker.
    std::uint64_t memory_bytes = 0;
    islands::CandidateCounters candidates;
    islands::PolishCounters polish;
};

/// The progress of a run when it was started or resumed.
struct Start {
    std::uint64_t iterations = 0;
    std::uint64_t evaluations = 0;
};

/// Turns statuses into summaries. Rates are averages over the last ten seconds. Until all workers
/// have reported, the progress is that at the start.
class Meter {
public:
    /// `max_seconds` is 0 if there is no time limit.
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

/// "0:12:05 elapsed, 1:02:03 to go; 120 of 9000 island iterations (1.3 %); …", without a line end.
std::string summary_line(Summary const& summary);

/// "proven up to complexity 7: all 12343 structures were fitted, in 8.1 s".
std::string survey_line(islands::SurveyStatus const& survey);

/// One line about the last fits, and what the polish of entries did in this session.
std::string polish_line(islands::RunStatus const& status);

/// One JSON object without line breaks, with the current time (UTC), and complexity and mse of the
/// front. Its elapsed_s includes all earlier sessions. `event` is "start", "restart",
/// "status" or "improvement".
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

/// "3.1 M": at most three digits and a power of a thousand.
std::string short_number(double value);

}  // namespace balmer::run
