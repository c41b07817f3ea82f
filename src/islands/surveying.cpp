#include "surveying.hpp"

#include "balmer/base/stopwatch.hpp"

namespace balmer::islands {
namespace {

/// Messages are read after this time; a step is few candidates, because most are no structures.
constexpr double slice_s = 0.02;
constexpr std::uint64_t step = 32;

/// The beginning of part `part`; that of part `part_count` is the end.
std::uint64_t beginning_of(std::uint64_t part, SurveyRequest const& request,
                           std::uint64_t candidate_count) {
    auto const whole = candidate_count / request.part_count;
    auto const rest = candidate_count % request.part_count;
    return whole * part + rest * part / request.part_count;
}

}  // namespace

void Surveying::stop() {
    survey_.reset();
    requests_.clear();
}

void Surveying::begin(evolve::Judge& judge) {
    auto const& request = requests_.front();
    if (!enumeration_) enumeration_.emplace(search_, judge.feature_count());
    auto const count = enumeration_->candidate_count(static_cast<int>(request.complexity));
    survey_.emplace(search_, *enumeration_, judge,
                    evolve::SurveyRange{.complexity = request.complexity,
                                        .first = beginning_of(request.part, request, count),
                                        .last = beginning_of(request.part + 1, request, count)});
    seconds_ = 0;
}

std::optional<SurveyAnswer> Surveying::advance(evolve::Judge& judge) {
    Stopwatch const watch;
    if (!survey_) begin(judge);
    while (!survey_->done() && watch.elapsed_s() < slice_s) survey_->advance(step);
    if (!survey_->done()) {
        seconds_ += watch.elapsed_s();
        return std::nullopt;
    }
    auto const& request = requests_.front();
    SurveyAnswer answer{.complexity = request.complexity,
                        .part = request.part,
                        .structure_count = survey_->structure_count(),
                        .best = survey_->finish()};
    if (!request.reference.nodes.empty()) answer.reference_loss = judge.loss(request.reference);
    answer.seconds = seconds_ + watch.elapsed_s();
    survey_.reset();
    requests_.pop_front();
    return answer;
}

}  // namespace balmer::islands
