/// \file
/// Waiting without occupying the core: reacts at once after work, sleeps when there is none.
#pragma once

#include <chrono>

namespace balmer::parallel {

/// Decides how long a loop that found nothing to do rests before its next pass.
///
/// Call `reset` after each pass that did work and `idle` after each that did not. Idle passes first
/// yield the core (answers within microseconds), then nap 50 µs each, then 2 ms each (1–2 % of a
/// core over MPI). Receive all that has arrived before each `idle`.
class Napper {
public:
    using Microseconds = std::chrono::microseconds;

    static constexpr int yield_count = 200;
    static constexpr int short_nap_count = 200;
    static constexpr Microseconds short_nap{50};
    static constexpr Microseconds long_nap{2000};

    void reset() noexcept { idle_count_ = 0; }

    /// Sleeps for `next_nap()`; if that is zero, only yields the core.
    void idle();

    /// Duration of the next `idle`.
    Microseconds next_nap() const noexcept;

private:
    int idle_count_ = 0;
};

}  // namespace balmer::parallel
