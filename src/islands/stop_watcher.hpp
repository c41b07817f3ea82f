/// \file
/// Polls whether the run is requested to stop.
#pragma once

#include "balmer/base/stopwatch.hpp"

#include <functional>
#include <utility>

namespace balmer::islands {

class StopWatcher {
public:
    /// Time between two calls of the function, which may look for a file on a network disk [s].
    static constexpr double interval_s = 0.1;

    /// An empty function never requests a stop.
    explicit StopWatcher(std::function<bool()> requested) : requested_(std::move(requested)) {}

    /// Requests a stop: wants_stop() is true from now on.
    void request() { seen_ = true; }

    /// Whether a stop is requested. Stays true once it is.
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
