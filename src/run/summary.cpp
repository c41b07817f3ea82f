#include "balmer/run/summary.hpp"

#include "balmer/base/utc_time.hpp"
#include "balmer/run/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::run {
namespace {

constexpr double rate_window_s = 10;

/// From the average pace of all sessions, and the time limit of this one.
double remaining_s(Summary const& summary, double max_seconds) {
    auto const done = static_cast<double>(summary.iterations);
    auto const wanted = static_cast<double>(summary.iterations_wanted);
    double remaining = std::numeric_limits<double>::quiet_NaN();
    if (done > 0) {
        remaining = (summary.elapsed_s + summary.earlier_s) * std::max(wanted - done, 0.0) / done;
    }
    if (max_seconds > 0) {
        remaining = std::fmin(remaining, std::max(max_seconds - summary.elapsed_s, 0.0));
    }
    return remaining;
}

nlohmann::ordered_json json_of(Summary const& summary, std::string const& event) {
    nlohmann::ordered_json json = {{"event", event},
                                   {"time", utc_now()},
                                   {"life", summary.life},
                                   {"elapsed_s", summary.earlier_s + summary.elapsed_s},
                                   {"iterations", summary.iterations},
                                   {"iterations_wanted", summary.iterations_wanted},
                                   {"evaluations", summary.evaluations},
                                   {"evaluations_per_s", summary.evaluations_per_s},
                                   {"node_rows_per_s", summary.node_rows_per_s},
                                   {"memory_bytes", summary.memory_bytes}};
    // nlohmann writes NaN as null: not known yet.
    json["remaining_s"] = summary.remaining_s;
    auto const& counters = summary.candidates;
    json["champions"] = {{"received", counters.received},
                         {"entered", counters.entered},
                         {"pending", counters.pending}};
    json["polish"] = {{"tried", summary.polish.tried},
                      {"smaller", summary.polish.smaller},
                      {"rounder", summary.polish.rounder},
                      {"without_flat_directions", summary.polish.without_flat_directions}};
    return json;
}

std::string with_front(nlohmann::ordered_json json,
                       std::vector<evolve::HallOfFameEntry> const& front) {
    json["front"] = nlohmann::ordered_json::array();
    for (auto const& entry : front) json["front"].push_back({entry.complexity, entry.mse});
    return json.dump();
}

std::size_t known_islands(islands::RunStatus const& status) {
    std::size_t count = 0;
    for (auto const& worker : status.workers) count += worker.islands.size();
    return count;
}

}  // namespace

Summary Meter::measure(islands::RunStatus const& status) {
    auto const work = islands::total_work(status);
    auto const island_count = known_islands(status);
    // The first report of an island includes its earlier work, which must not count in the rate.
    if (!samples_.empty() && samples_.back().island_count != island_count) samples_.clear();
    samples_.push_back({island_count, status.elapsed_s, static_cast<double>(work.evaluation_count),
                        work.node_rows});
    while (samples_.size() > 2 && status.elapsed_s - samples_[1].elapsed_s > rate_window_s) {
        samples_.pop_front();
    }
    auto const& first = samples_.front();
    auto const& last = samples_.back();
    double const seconds = last.elapsed_s - first.elapsed_s;
    auto const rate = [&](double change) { return seconds > 0 ? change / seconds : 0.0; };

    Summary summary;
    summary.elapsed_s = status.elapsed_s;
    summary.earlier_s = status.earlier_s;
    summary.life = status.life;
    summary.iterations = std::max(islands::total_iterations(status), start_.iterations);
    summary.iterations_wanted = iterations_wanted_;
    summary.remaining_s = remaining_s(summary, max_seconds_);
    summary.evaluations = std::max(work.evaluation_count, start_.evaluations);
    summary.evaluations_per_s = rate(last.evaluations - first.evaluations);
    summary.node_rows_per_s = rate(last.node_rows - first.node_rows);
    for (auto const& worker : status.workers) {
        summary.memory_bytes = std::max(summary.memory_bytes, worker.memory_bytes);
    }
    summary.candidates = status.candidates;
    summary.polish = status.polish;
    return summary;
}

std::string clock_text(double seconds) {
    if (!std::isfinite(seconds)) return "?";
    auto const whole = static_cast<long>(seconds);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string short_number(double value) {
    static constexpr std::array<char const*, 5> units = {"", " k", " M", " G", " T"};
    std::size_t unit = 0;
    while (std::abs(value) >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return fmt::format("{:.3g}{}", value, units[unit]);
}

std::string summary_line(Summary const& summary) {
    double const share = summary.iterations_wanted == 0
                             ? 0
                             : 100.0 * static_cast<double>(summary.iterations) /
                                   static_cast<double>(summary.iterations_wanted);
    return fmt::format(
        "{} elapsed, {} to go; {} of {} island iterations ({:.1f} %); {} candidates/s, {} "
        "node-rows/s",
        clock_text(summary.earlier_s + summary.elapsed_s), clock_text(summary.remaining_s),
        summary.iterations, summary.iterations_wanted, share,
        short_number(summary.evaluations_per_s), short_number(summary.node_rows_per_s));
}

std::string survey_line(islands::SurveyStatus const& survey) {
    return fmt::format("proven up to complexity {}: all {} structures were fitted, in {:.1f} s",
                       survey.proven_complexity, survey.structure_count, survey.elapsed_s);
}

std::string polish_line(islands::RunStatus const& status) {
    auto const& polish = status.polish;
    return fmt::format(
        "last fits and polish took {:.1f} s; of {} forms of entries {} were as good and smaller, "
        "{} had rounder constants, {} replaced entries with constants that the data do not fix",
        status.finishing_s, polish.tried, polish.smaller, polish.rounder,
        polish.without_flat_directions);
}

std::string summary_json(Summary const& summary, std::string const& event,
                         std::vector<evolve::HallOfFameEntry> const& front) {
    return with_front(json_of(summary, event), front);
}

std::string end_json(Summary const& summary, std::string const& reason,
                     std::vector<evolve::HallOfFameEntry> const& front) {
    auto json = json_of(summary, "end");
    json["reason"] = reason;
    return with_front(std::move(json), front);
}

std::string checkpoint_json(Summary const& summary, checkpoint::SaveReport const& report,
                            std::vector<evolve::HallOfFameEntry> const& front) {
    auto json = json_of(summary, "checkpoint");
    json["file"] = current_name;
    json["size_bytes"] = report.size_bytes;
    json["seconds"] = report.seconds;
    return with_front(std::move(json), front);
}

}  // namespace balmer::run
