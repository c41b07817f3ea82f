/// \file
/// Measures how long another rank has been silent.
#pragma once

#include "balmer/base/stopwatch.hpp"

namespace balmer::islands {

/// Time in which this process itself did not run (because it was suspended or busy) does not count:
/// messages that arrived in that time are still unread.
class SilenceWatch {
public:
    /// A longer gap between two ticks is a pause of this process [s].
    static constexpr double pause_s = 5;

    /// To be called in every turn of the loop, before mail is read.
    void tick() {
        if (since_tick_.elapsed_s() > pause_s) since_heard_.restart();
        since_tick_.restart();
    }
    void heard() { since_heard_.restart(); }
    /// 0 after a pause since the last tick, because mail must be read first.
    double silent_s() const {
        double const silent_s = since_heard_.elapsed_s();
        return since_tick_.elapsed_s() > pause_s ? 0 : silent_s;
    }

private:
    Stopwatch since_heard_;
    Stopwatch since_tick_;
};

}  // namespace balmer::islands
