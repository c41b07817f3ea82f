/// \file
/// Asks now and then whether someone wants the run to end.
#pragma once

#include "balmer/base/stopwatch.hpp"

#include <functional>
#include <utility>

namespace balmer::islands {

class StopWatcher {
public:
    /// Looking for a STOP file on a network disk is not free.
    static constexpr double interval_s = 0.1;

    /// An empty function never wants to stop.
    explicit StopWatcher(std::function<bool()> requested) : requested_(std::move(requested)) {}

    /// wants_stop() is true from now on.
    void request() { seen_ = true; }

    /// Remembers a yes.
    bool wants_stop() {
        if (seen_ || !requested_ || (asked_ && since_.elapsed_s() < interval_s)) return seen_;
        asked_ = true;
        since_.restart();
        return seen_ = requested_();
    }

private:
    std::function<bool()> requested_;
    Stopwatch since_;
    bool asked_ = false;
    bool seen_ = false;
};

}  // namespace balmer::islands
