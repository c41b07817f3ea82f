/// \file
/// From champions to entries of the hall of fame: queue, screening, fits on all events, polish.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"
#include "balmer/polish/grammar.hpp"
#include "balmer/polish/proposals.hpp"
#include "balmer/scoring/shard_tally.hpp"

#include "candidate_fit.hpp"
#include "candidate_queue.hpp"
#include "protocol.hpp"
#include "structure_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

namespace balmer::islands {

enum class Pace {
    /// Each candidate proceeds as soon as its sums are complete.
    as_answered,
    /// All candidates in flight proceed together and in order when the sums of all are complete, so
    /// that decisions do not depend on the order of answers.
    lockstep,
};

/// The saved state of a pipeline.
struct PipelineRecord {
    /// Those in flight first: they are scored again. Not those of a survey, which the census has.
    std::vector<evolve::Member> waiting;
    std::vector<StructureMemory::Entry> known;
    std::vector<evolve::HallOfFameEntry> hall_of_fame;
    CandidateCounters counters;
    std::uint64_t revision = 0;
    std::uint64_t request_count = 0;
    /// NaN until known.
    double target_mean_square = std::numeric_limits<double>::quiet_NaN();

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& waiting& known& hall_of_fame& counters& revision& request_count&
            target_mean_square;
    }
};

/// Evaluates and sends nothing: produces requests and takes their answers.
class CandidatePipeline {
public:
    /// Entries are polished within `grammar`; nullopt: never.
    CandidatePipeline(int max_complexity, std::size_t shard_count,
                      CandidateSettings const& settings, Pace pace,
                      std::optional<polish::Grammar> grammar = std::nullopt);

    /// Queues champions. Drops known structures, and the least promising if the queue is full.
    void submit(std::vector<evolve::Member> champions);

    /// Queues the best of a survey ahead of all champions. None is dropped unless it is not finite.
    void submit_survey(std::vector<evolve::Member> candidates);
    /// No candidate of a survey waits or is in flight.
    bool survey_is_scored() const;

    /// Returns the new requests, each of which must be answered for every shard.
    std::vector<ScoreRequest> take_requests();

    /// Throws ProtocolError for an answer to no request.
    void absorb(ScoreAnswer answer);

    /// Goes on with the polish of the front, one entry after the other, the most complex first.
    /// Finds the forms of at most one entry in a call, which takes milliseconds; in lockstep of all
    /// that are needed, and only while no candidate waits.
    void polish();
    /// No entry of the front has forms that were not tried, as far as polish() has found out.
    bool is_polished() const;

    PipelineRecord record() const;
    /// Restores a record. Only before the first submit().
    void restore(PipelineRecord record);
    /// The first sums say it, too; a run that resumes knows it before.
    void learn_row_count(std::uint64_t row_count);
    /// Adds an entry that was fitted on these events before. Only before the first submit().
    void admit(evolve::HallOfFameEntry entry);

    /// No candidate waits or is in flight.
    bool idle() const { return surveyed_.empty() && queue_.empty() && tasks_.empty(); }

    evolve::HallOfFame const& hall_of_fame() const { return hall_of_fame_; }
    /// Increases with every entry.
    std::uint64_t revision() const { return revision_; }
    CandidateCounters counters() const;
    std::uint64_t request_count() const { return next_id_; }
    /// The loss of the expression 0; NaN until known.
    double target_mean_square() const { return target_mean_square_; }
    /// 0 until known.
    std::uint64_t row_count() const { return row_count_; }
    PolishCounters const& polish_counters() const { return polish_counters_; }

private:
    struct Task {
        CandidateFit fit;
        FitPurpose purpose = FitPurpose::search;
        std::uint64_t structure = 0;
        std::uint64_t request_id = 0;
        scoring::ShardTally tally;
        bool is_of_survey = false;
        bool entered = false;
        bool settled = false;
    };

    /// An entry that is being polished.
    struct PolishedEntry {
        std::uint64_t mark = 0;
        int complexity = 0;
        bool has_flat_directions = false;
        std::deque<polish::Proposal> proposals;
    };

    /// Request for the loss of the expression 0, which comes before all others.
    static constexpr std::uint64_t reference_id = 0;

    void learn_target_mean_square(double value);
    void start_candidates();
    bool start(bool is_of_survey, std::optional<evolve::Member> candidate);
    std::optional<evolve::Member> next_candidate();
    std::optional<evolve::Member> next_surveyed();
    void ask(Task& task);
    void decide();
    void advance(Task& task);
    void conclude(Task& task, Fate fate);
    void conclude_polish(Task& task);
    double loss_to_beat(Task const& task) const;
    std::size_t count_tasks(FitPurpose purpose) const;
    bool begin_polish_of_next_entry();
    void start_polish_tasks();
    void end_polish_of_entry();

    CandidateSettings settings_;
    std::size_t shard_count_;
    Pace pace_;
    /// Before those of the queue, in this order.
    std::deque<evolve::Member> surveyed_;
    CandidateQueue queue_;
    StructureMemory known_;
    evolve::HallOfFame hall_of_fame_;
    std::uint64_t revision_ = 0;
    CandidateCounters counters_;
    std::uint64_t next_id_ = 0;
    std::vector<ScoreRequest> requests_;
    scoring::ShardTally reference_;
    bool reference_is_known_ = false;
    double target_mean_square_ = std::numeric_limits<double>::quiet_NaN();
    /// In the order they were started.
    std::vector<Task> tasks_;
    std::optional<polish::Grammar> grammar_;
    std::uint64_t row_count_ = 0;
    std::optional<PolishedEntry> polished_entry_;
    /// The revision at which the whole front was found polished.
    std::optional<std::uint64_t> polished_revision_;
    PolishCounters polish_counters_;
};

}  // namespace balmer::islands
