#include "liveness.hpp"

#include "balmer/islands/hosting.hpp"

#include <algorithm>

namespace balmer::islands {

Liveness::Liveness(std::size_t worker_count, RunSettings const& settings)
    : silence_s_(settings.silence_seconds),
      lost_s_(settings.lost_seconds),
      patience_s_(std::max(settings.finish_seconds, settings.silence_seconds)),
      pulse_s_(settings.status_seconds),
      workers_(worker_count) {}

void Liveness::tick() {
    for (auto& worker : workers_) worker.silence.tick();
}

void Liveness::heard(std::size_t worker) {
    workers_.at(worker).silence.heard();
    workers_.at(worker).is_reported = false;
}

void Liveness::expect_answers() {
    expects_answers_ = true;
    since_question_.restart();
    for (auto& worker : workers_) worker.has_answered = false;
}

void Liveness::left(std::size_t worker) {
    answered(worker);
    workers_.at(worker).has_left = true;
}

bool Liveness::all_answered() const {
    return std::ranges::all_of(
        workers_, [](auto const& worker) { return worker.has_answered || worker.is_lost; });
}

std::vector<std::size_t> Liveness::take_silent() {
    std::vector<std::size_t> silent;
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        auto& worker = workers_[w];
        if (worker.has_left || worker.is_reported) continue;
        if (worker.silence.silent_s() < silence_s_) continue;
        worker.is_reported = true;
        silent.push_back(w);
    }
    return silent;
}

std::vector<std::size_t> Liveness::take_lost() {
    std::vector<std::size_t> lost;
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        auto& worker = workers_[w];
        if (worker.is_lost || !is_given_up(worker)) continue;
        worker.is_lost = true;
        lost.push_back(w);
        lost_ranks_.push_back(rank_of_worker(w));
    }
    return lost;
}

bool Liveness::is_given_up(Worker const& worker) const {
    double const silent_s = worker.silence.silent_s();
    if (!expects_answers_) return lost_s_ > 0 && silent_s >= lost_s_;
    return !worker.has_answered && since_question_.elapsed_s() >= patience_s_ &&
           silent_s >= patience_s_;
}

bool Liveness::pulse_is_due() {
    if (since_pulse_.elapsed_s() < pulse_s_) return false;
    since_pulse_.restart();
    return true;
}

}  // namespace balmer::islands
