/// \file
/// The survey of all structures, complexity by complexity.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/expr/tree.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"

#include "protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace balmer::islands {

/// The saved state of a census: a part is done if its answer is there.
struct CensusRecord {
    bool is_over = false;
    /// The complexity that is being surveyed, and its parts.
    std::uint32_t complexity = 1;
    std::uint32_t part_count = 0;
    std::vector<SurveyAnswer> answers;
    /// The formula to which losses of the present complexity are relative.
    expr::Tree reference;
    /// The islands evolve, and the survey goes on beside them.
    bool is_beside = false;
    /// Structures of the last complexity that is done, and of the one before.
    std::uint64_t last_count = 0;
    std::uint64_t previous_count = 0;
    /// Of the complexities that are done; the time of all workers together.
    SurveyStatus status;
    double worker_s = 0;
    /// Of earlier sessions, in the present complexity [s].
    double elapsed_s = 0;

    bool operator==(CensusRecord const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& is_over& complexity& part_count& answers& reference& is_beside& last_count&
            previous_count& status& worker_s& elapsed_s;
    }
};

/// Decides what is surveyed next and when it is enough. Evaluates and sends nothing.
///
/// A complexity is cut into parts, each for the sample of one island, so that the result does not
/// depend on the number of ranks. Samples differ by chance, so losses are compared relative to that
/// of one formula on the same sample. The best structures are candidates for the hall of fame; the
/// complexity is proven when they are scored.
///
/// With exhaustive_auto the islands wait for a short time only, unless the search is deterministic.
/// Then the survey goes on beside them, in a tenth of the workers' time.
class Census {
public:
    Census(evolve::SearchSettings const& search, RunSettings const& run, std::size_t worker_count);

    /// Nothing is left to survey.
    bool is_over() const { return record_.is_over; }
    /// True when it is over, or goes on beside the islands.
    bool lets_islands_evolve();

    /// The parts to survey now; each is returned once in a session. `best_formula` is the reference
    /// of a new complexity.
    std::vector<SurveyRequest> take_requests(std::function<expr::Tree()> const& best_formula);
    /// Throws ProtocolError for an answer to no request.
    void absorb(SurveyAnswer answer);
    /// The best of a complexity once all its parts are answered, the best first.
    std::vector<evolve::Member> take_candidates();
    /// Continues with the next complexity if all parts are answered and their best `is_scored`.
    /// Returns true if a complexity is proven by that.
    bool settle(bool is_scored);

    SurveyStatus const& status() const { return record_.status; }
    CensusRecord record() const;
    void restore(CensusRecord record);

private:
    enum class Stage { beginning, surveying, scoring };

    bool waits_for_a_short_time() const;
    double growth() const;
    void plan_next(double elapsed_s);
    bool is_enough() const;

    int limit_;
    int max_complexity_;
    bool is_deterministic_;
    /// Time that the islands wait, and that of all workers together; 0: no limit.
    double first_s_;
    double worker_budget_s_;
    std::uint32_t island_count_;
    Stage stage_ = Stage::beginning;
    CensusRecord record_;
    Stopwatch since_begin_;
};

}  // namespace balmer::islands
