/// \file
/// SIGINT, SIGTERM and SIGUSR1 as requests to stop.
#pragma once

#include <array>
#include <csignal>

namespace balmer::console {

/// Catches the three signals until it is destroyed, then restores the previous handlers. A second
/// SIGINT ends the process at once.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(StopSignals const&) = delete;
    StopSignals& operator=(StopSignals const&) = delete;

    /// Restores the previous handlers now, and raises a caught signal again.
    void let_go();

    /// The first signal caught; 0 if none was.
    int caught() const noexcept;

private:
    void give_back() noexcept;

    std::array<struct sigaction, 3> former_;
    bool is_watching_ = true;
};

/// "SIGINT".
char const* signal_name(int signal) noexcept;

}  // namespace balmer::console
