#include "census.hpp"

#include "scoring_budget.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

namespace balmer::islands {
namespace {

/// Candidates of a complexity for the hall of fame. Generous, because losses on different shards
/// differ by chance.
constexpr std::size_t candidates_of_complexity = 64;

/// About so many structures form a part: a second of work, which is lost if a process is killed.
constexpr std::uint64_t structures_of_part = 2000;
constexpr std::uint64_t largest_part_count = 10000;
/// Expected at least from one complexity to the next, because operators of one argument make the
/// first steps small.
constexpr double least_growth = 5;

/// Longest time that the islands wait for exhaustive_auto [s].
constexpr double longest_wait_s = 2;
/// Structures of one complexity for exhaustive_auto at most: memory grows with them. In
/// deterministic mode, where time must not decide, of all complexities.
constexpr double structure_limit = 5e6;
constexpr double deterministic_limit = 20000;

/// Relative to the reference on the same sample.
double relative_loss(evolve::Member const& member, SurveyAnswer const& answer) {
    bool const is_useful = std::isfinite(answer.reference_loss) && answer.reference_loss > 0;
    return is_useful ? member.loss / answer.reference_loss : member.loss;
}

}  // namespace

Census::Census(evolve::SearchSettings const& search, RunSettings const& run,
               std::size_t worker_count)
    : limit_(search.exhaustive_complexity),
      max_complexity_(search.constraints.max_complexity),
      is_deterministic_(search.deterministic),
      first_s_(run.max_seconds > 0 ? std::min(longest_wait_s, survey_share * run.max_seconds)
                                   : longest_wait_s),
      worker_budget_s_(survey_share * run.max_seconds * static_cast<double>(worker_count)),
      island_count_(search.island_count) {
    record_.is_over = limit_ == 0;
}

bool Census::waits_for_a_short_time() const {
    return limit_ == evolve::exhaustive_auto && !is_deterministic_;
}

bool Census::lets_islands_evolve() {
    // An estimate may have been wrong.
    double const elapsed_s = record_.status.elapsed_s + record_.elapsed_s +
                             (stage_ == Stage::beginning ? 0 : since_begin_.elapsed_s());
    if (waits_for_a_short_time() && elapsed_s > 2 * first_s_) record_.is_beside = true;
    return record_.is_over || record_.is_beside;
}

std::vector<SurveyRequest> Census::take_requests(std::function<expr::Tree()> const& best_formula) {
    if (is_over() || stage_ != Stage::beginning) return {};
    stage_ = Stage::surveying;
    since_begin_.restart();
    if (record_.part_count == 0) {
        auto const expected =
            static_cast<std::uint64_t>(growth() * static_cast<double>(record_.last_count));
        auto const rounds = expected / structures_of_part / island_count_ + 1;
        record_.part_count = static_cast<std::uint32_t>(std::min(
            rounds * island_count_, std::max<std::uint64_t>(largest_part_count, island_count_)));
        record_.reference = best_formula();
    }
    std::vector<SurveyRequest> requests;
    for (std::uint32_t part = 0; part < record_.part_count; ++part) {
        if (std::ranges::find(record_.answers, part, &SurveyAnswer::part) !=
            record_.answers.end()) {
            continue;
        }
        requests.push_back({.complexity = record_.complexity,
                            .part = part,
                            .part_count = record_.part_count,
                            .reference = record_.reference});
    }
    return requests;
}

void Census::absorb(SurveyAnswer answer) {
    bool const is_known = std::ranges::find(record_.answers, answer.part, &SurveyAnswer::part) !=
                          record_.answers.end();
    if (stage_ != Stage::surveying || answer.complexity != record_.complexity ||
        answer.part >= record_.part_count || is_known) {
        throw ProtocolError("survey answer for complexity " + std::to_string(answer.complexity) +
                            ", part " + std::to_string(answer.part) + " (not requested)");
    }
    record_.answers.push_back(std::move(answer));
}

std::vector<evolve::Member> Census::take_candidates() {
    if (stage_ != Stage::surveying || record_.answers.size() < record_.part_count) return {};
    stage_ = Stage::scoring;
    std::ranges::sort(record_.answers, {}, &SurveyAnswer::part);
    std::vector<std::pair<double, evolve::Member>> ranked;
    for (auto const& answer : record_.answers) {
        for (auto const& member : answer.best) {
            ranked.emplace_back(relative_loss(member, answer), member);
        }
    }
    std::ranges::stable_sort(ranked, {}, &std::pair<double, evolve::Member>::first);
    if (ranked.size() > candidates_of_complexity) ranked.resize(candidates_of_complexity);
    std::vector<evolve::Member> best;
    for (auto& [loss, member] : ranked) best.push_back(std::move(member));
    return best;
}

bool Census::settle(bool is_scored) {
    if (stage_ != Stage::scoring || !is_scored) return false;
    std::uint64_t count = 0;
    for (auto const& answer : record_.answers) {
        count += answer.structure_count;
        record_.worker_s += answer.seconds;
    }
    double const elapsed_s = record_.elapsed_s + since_begin_.elapsed_s();
    record_.status.proven_complexity = record_.complexity;
    record_.status.structure_count += count;
    record_.status.elapsed_s += elapsed_s;
    // A size that operators cannot make is no sign of the growth.
    if (count > 0) record_.previous_count = std::exchange(record_.last_count, count);
    plan_next(elapsed_s);
    ++record_.complexity;
    record_.part_count = 0;
    record_.answers.clear();
    record_.elapsed_s = 0;
    stage_ = Stage::beginning;
    return true;
}

/// Expected number of structures of the next complexity, in units of the last.
double Census::growth() const {
    if (record_.previous_count == 0) return least_growth;
    return std::max(least_growth, static_cast<double>(record_.last_count) /
                                      static_cast<double>(record_.previous_count));
}

/// Decides whether and when the next complexity is surveyed; the last one took `elapsed_s`.
void Census::plan_next(double elapsed_s) {
    record_.is_over = is_enough();
    if (record_.is_over || record_.is_beside || !waits_for_a_short_time()) return;
    record_.is_beside = record_.status.elapsed_s + growth() * elapsed_s > first_s_;
}

bool Census::is_enough() const {
    auto const done = static_cast<int>(record_.complexity);
    if (done >= max_complexity_) return true;
    if (limit_ != evolve::exhaustive_auto) return done >= limit_;
    double const next = growth() * static_cast<double>(record_.last_count);
    double const total = static_cast<double>(record_.status.structure_count);
    if (is_deterministic_) return total + next > deterministic_limit;
    if (next > structure_limit) return true;
    if (worker_budget_s_ == 0) return false;
    return record_.worker_s * (1 + next / std::max(1.0, total)) > worker_budget_s_;
}

CensusRecord Census::record() const {
    auto record = record_;
    if (stage_ != Stage::beginning) record.elapsed_s += since_begin_.elapsed_s();
    return record;
}

void Census::restore(CensusRecord record) {
    // Off, or another limit: what is proven stays proven.
    bool const goes_on = !record_.is_over;
    record_ = std::move(record);
    record_.is_over = record_.is_over || !goes_on;
    stage_ = Stage::beginning;
}

}  // namespace balmer::islands
