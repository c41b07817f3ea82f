/// \file
/// SIGINT, SIGTERM and SIGUSR1 as a wish to end, kept until someone looks.
#pragma once

#include <array>
#include <csignal>

namespace balmer::console {

/// Catches the three signals for as long as it lives; then the handlers of before are back. A
/// second SIGINT ends the process at once, as a user who insists expects.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(StopSignals const&) = delete;
    StopSignals& operator=(StopSignals const&) = delete;

    /// The handlers of before are back from now on; what was caught reaches them.
    void let_go();

    /// The first signal caught, 0 for none.
    int caught() const noexcept;

private:
    void give_back() noexcept;

    std::array<struct sigaction, 3> former_;
    bool is_watching_ = true;
};

/// "SIGINT".
char const* signal_name(int signal) noexcept;

}  // namespace balmer::console
