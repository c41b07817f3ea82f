/// \file
/// Calls an observer at the right intervals, and survives its failures.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/islands/observer.hpp"
#include "balmer/islands/settings.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace balmer::islands {

class ObserverGuard {
public:
    /// Pause between a failed call and the next attempt [s].
    static constexpr double retry_s = 2.0;

    /// If `observer` is null, nothing is called.
    ObserverGuard(RunObserver* observer, RunSettings const& settings)
        : observer_(observer), settings_(settings) {}

    /// Makes the calls that are due. `revision` is that of the hall of fame; `status` is called
    /// only if needed.
    void tell(evolve::HallOfFame const& hall_of_fame, std::uint64_t revision,
              std::function<RunStatus()> const& status);

    /// Reports the final state, whether due or not.
    void tell_finally(evolve::HallOfFame const& hall_of_fame, std::uint64_t revision,
                      RunStatus const& status);

    void tell_checkpoint(checkpoint::SaveReport const& report,
                         evolve::HallOfFame const& hall_of_fame, RunStatus const& status);

    void warn(std::string const& message) noexcept;

    std::uint64_t failure_count() const { return failure_count_; }

private:
    bool tell_hall_of_fame(evolve::HallOfFame const& hall_of_fame, RunStatus const& status);
    bool is_due(std::optional<Stopwatch> const& since, double interval_s) const;
    bool guarded(char const* what, std::function<void()> const& step) noexcept;
    void note_failure(std::string const& what) noexcept;

    RunObserver* observer_;
    RunSettings settings_;
    std::uint64_t told_revision_ = 0;
    std::optional<Stopwatch> since_hall_of_fame_;
    std::optional<Stopwatch> since_status_;
    std::optional<Stopwatch> since_failure_;
    std::uint64_t failure_count_ = 0;
};

}  // namespace balmer::islands
