#include "observer_guard.hpp"

#include <exception>

namespace balmer::islands {

void ObserverGuard::tell(evolve::HallOfFame const& hall_of_fame, std::uint64_t revision,
                         std::function<RunStatus()> const& status) {
    if (observer_ == nullptr) return;
    if (since_failure_ && since_failure_->elapsed_s() < retry_s) return;
    if (revision != told_revision_ && is_due(since_hall_of_fame_, settings_.report_seconds)) {
        if (tell_hall_of_fame(hall_of_fame, status())) told_revision_ = revision;
    }
    if (is_due(since_status_, settings_.status_seconds)) {
        guarded("the progress", [&] { observer_->on_status(status()); });
        since_status_.emplace();
    }
}

void ObserverGuard::tell_finally(evolve::HallOfFame const& hall_of_fame, std::uint64_t revision,
                                 RunStatus const& status) {
    if (observer_ == nullptr) return;
    if (revision != told_revision_ && tell_hall_of_fame(hall_of_fame, status)) {
        told_revision_ = revision;
    }
    guarded("the progress", [&] { observer_->on_status(status); });
}

bool ObserverGuard::tell_hall_of_fame(evolve::HallOfFame const& hall_of_fame,
                                      RunStatus const& status) {
    bool const told =
        guarded("the hall of fame", [&] { observer_->on_hall_of_fame(hall_of_fame, status); });
    since_hall_of_fame_.emplace();
    return told;
}

bool ObserverGuard::is_due(std::optional<Stopwatch> const& since, double interval_s) const {
    return !since || since->elapsed_s() >= interval_s;
}

bool ObserverGuard::guarded(char const* what, std::function<void()> const& step) noexcept {
    try {
        step();
    } catch (std::exception const& error) {
        note_failure(std::string(what) + " could not be written or shown (" + error.what() + ")");
        return false;
    } catch (...) {
        note_failure(std::string(what) + " could not be written or shown");
        return false;
    }
    return true;
}

void ObserverGuard::note_failure(std::string const& what) noexcept {
    ++failure_count_;
    since_failure_.emplace();
    warn(what + "; it will be tried again");
}

void ObserverGuard::tell_checkpoint(checkpoint::SaveReport const& report,
                                    evolve::HallOfFame const& hall_of_fame,
                                    RunStatus const& status) {
    if (observer_ == nullptr) return;
    guarded("the progress", [&] { observer_->on_checkpoint(report, hall_of_fame, status); });
}

void ObserverGuard::warn(std::string const& message) noexcept {
    if (observer_ == nullptr) return;
    try {
        observer_->on_warning(message);
    } catch (...) {
        // The failure cannot be reported, but it is counted in the status.
        ++failure_count_;
    }
}

}  // namespace balmer::islands
