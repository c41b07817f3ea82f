#include "candidate_pipeline.hpp"

#include "balmer/expr/hash.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

namespace balmer::islands {
namespace {

/// About 20 MB; months of champions at one a minute, an hour at seventy a second.
constexpr std::size_t remembered_structures = std::size_t{1} << 18;

std::uint64_t structure_of(evolve::Member const& candidate) {
    return expr::structure_hash(candidate.tree.nodes);
}

}  // namespace

CandidatePipeline::CandidatePipeline(int max_complexity, std::size_t shard_count,
                                     CandidateSettings const& settings, Pace pace)
    : settings_(settings),
      shard_count_(shard_count),
      pace_(pace),
      queue_(settings.queue_size),
      known_(remembered_structures),
      hall_of_fame_(max_complexity),
      reference_(shard_count) {
    requests_.push_back(
        {.id = next_id_++, .kind = scoring::SumKind::loss, .tree = expr::constant_tree(0.0)});
}

void CandidatePipeline::submit(std::vector<evolve::Member> champions) {
    for (auto& champion : champions) {
        ++counters_.received;
        if (!std::isfinite(champion.loss)) {
            ++counters_.failed;
            continue;
        }
        if (!known_.admit(structure_of(champion), champion.loss, settings_.retry_factor,
                          settings_.max_attempts)) {
            ++counters_.duplicates;
            continue;
        }
        if (auto const dropped = queue_.push(std::move(champion), hall_of_fame_)) {
            ++counters_.dropped_full;
            known_.forget(structure_of(*dropped));
        }
    }
    start_candidates();
}

void CandidatePipeline::submit_survey(std::vector<evolve::Member> candidates) {
    for (auto& candidate : candidates) {
        ++counters_.received;
        if (!std::isfinite(candidate.loss)) {
            ++counters_.failed;
            continue;
        }
        // Known or not: whether all were scored must not depend on what the islands tried.
        known_.admit(structure_of(candidate), candidate.loss, settings_.retry_factor,
                     settings_.max_attempts);
        surveyed_.push_back(std::move(candidate));
    }
    start_candidates();
}

bool CandidatePipeline::survey_is_scored() const {
    return surveyed_.empty() && std::ranges::none_of(tasks_, &Task::is_of_survey);
}

std::vector<ScoreRequest> CandidatePipeline::take_requests() {
    return std::exchange(requests_, {});
}

void CandidatePipeline::absorb(ScoreAnswer answer) {
    scoring::ShardTally* tally = nullptr;
    if (answer.id == reference_id) {
        tally = &reference_;
    } else {
        auto const task = std::ranges::find(tasks_, answer.id, &Task::request_id);
        if (task == tasks_.end()) {
            throw ProtocolError("score answer " + std::to_string(answer.id) +
                                " (no candidate has this request)");
        }
        tally = &task->tally;
    }
    for (auto& shard : answer.shards) tally->add(std::move(shard));
    if (!tally->complete()) return;
    if (tally == &reference_) learn_target_mean_square(reference_.total().loss.mse());
    decide();
    start_candidates();
}

void CandidatePipeline::learn_target_mean_square(double value) {
    target_mean_square_ = value;
    reference_is_known_ = true;
    hall_of_fame_.set_rounding_floor(rounding_share * value);
}

void CandidatePipeline::decide() {
    auto const is_ready = [](Task const& task) { return task.tally.complete(); };
    if (pace_ == Pace::lockstep && !std::ranges::all_of(tasks_, is_ready)) return;
    for (auto& task : tasks_) {
        if (is_ready(task)) advance(task);
    }
    std::erase_if(tasks_, [](Task const& task) { return task.settled; });
}

void CandidatePipeline::advance(Task& task) {
    auto const verdict = task.fit.absorb(task.tally.total(),
                                         {.best_mse = hall_of_fame_.best_mse(task.fit.complexity()),
                                          .target_mean_square = target_mean_square_});
    if (verdict.entry && hall_of_fame_.offer(*verdict.entry)) {
        task.entered = true;
        ++revision_;
    }
    if (verdict.fate == Fate::running) {
        ask(task);
    } else {
        conclude(task, verdict.fate);
    }
}

void CandidatePipeline::conclude(Task& task, Fate fate) {
    task.settled = true;
    known_.settle(task.structure, task.fit.best_mse());
    if (task.entered) {
        ++counters_.entered;
    } else if (fate == Fate::screened_out) {
        ++counters_.dropped_screened;
    } else if (fate == Fate::hopeless) {
        ++counters_.dropped_hopeless;
    } else if (fate == Fate::failed) {
        ++counters_.failed;
    } else {
        ++counters_.not_better;
    }
}

void CandidatePipeline::start_candidates() {
    if (!reference_is_known_) return;
    // In lockstep no candidate joins a wave that is partly answered: when it would join depends on
    // the order of answers.
    bool const wave_is_out = pace_ == Pace::lockstep && std::ranges::any_of(tasks_, [](auto& task) {
                                 return task.tally.complete();
                             });
    if (wave_is_out) return;
    while (tasks_.size() < settings_.max_in_flight) {
        if (!start(true, next_surveyed()) && !start(false, next_candidate())) return;
    }
}

bool CandidatePipeline::start(bool is_of_survey, std::optional<evolve::Member> candidate) {
    if (!candidate) return false;
    auto const structure = structure_of(*candidate);
    tasks_.push_back({.fit = CandidateFit(std::move(*candidate), settings_),
                      .structure = structure,
                      .tally = scoring::ShardTally(shard_count_),
                      .is_of_survey = is_of_survey});
    ask(tasks_.back());
    return true;
}

std::optional<evolve::Member> CandidatePipeline::next_surveyed() {
    if (surveyed_.empty()) return std::nullopt;
    auto candidate = std::move(surveyed_.front());
    surveyed_.pop_front();
    return candidate;
}

std::optional<evolve::Member> CandidatePipeline::next_candidate() {
    while (auto candidate = queue_.pop(hall_of_fame_)) {
        if (promise(*candidate, hall_of_fame_) <= settings_.stale_factor) return candidate;
        ++counters_.dropped_stale;
    }
    return std::nullopt;
}

void CandidatePipeline::ask(Task& task) {
    task.request_id = next_id_++;
    task.tally = scoring::ShardTally(shard_count_);
    requests_.push_back({.id = task.request_id, .kind = task.fit.kind(), .tree = task.fit.tree()});
}

PipelineRecord CandidatePipeline::record() const {
    PipelineRecord record{.waiting = {},
                          .known = known_.entries(),
                          .hall_of_fame = hall_of_fame_.entries(),
                          .counters = counters(),
                          .revision = revision_,
                          .request_count = next_id_,
                          .target_mean_square = target_mean_square_};
    std::size_t surveyed_count = surveyed_.size();
    for (auto const& task : tasks_) {
        if (task.is_of_survey) {
            ++surveyed_count;
        } else {
            record.waiting.push_back(task.fit.candidate());
        }
    }
    record.counters.received -= surveyed_count;
    record.counters.pending -= surveyed_count;
    std::ranges::copy(queue_.candidates(), std::back_inserter(record.waiting));
    return record;
}

void CandidatePipeline::restore(PipelineRecord record) {
    for (auto& entry : record.hall_of_fame) hall_of_fame_.offer(std::move(entry));
    known_.restore(record.known);
    for (auto& candidate : record.waiting) queue_.push(std::move(candidate), hall_of_fame_);
    counters_ = record.counters;
    // Waiting candidates and those in flight may be more than the queue holds; the rest is dropped.
    counters_.dropped_full += record.counters.pending - queue_.size();
    counters_.pending = 0;
    revision_ = record.revision;
    if (std::isnan(record.target_mean_square)) return;
    requests_.clear();
    next_id_ = record.request_count;
    learn_target_mean_square(record.target_mean_square);
    start_candidates();
}

void CandidatePipeline::admit(evolve::HallOfFameEntry entry) {
    if (hall_of_fame_.offer(std::move(entry))) ++revision_;
}

CandidateCounters CandidatePipeline::counters() const {
    auto counters = counters_;
    counters.pending = surveyed_.size() + queue_.size() + tasks_.size();
    return counters;
}

}  // namespace balmer::islands
