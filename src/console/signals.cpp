#include "balmer/console/signals.hpp"

#include <atomic>
#include <utility>

namespace balmer::console {
namespace {

constexpr std::array<int, 3> watched = {SIGINT, SIGTERM, SIGUSR1};

// A handler can access static storage only; lock-free atomics are safe in a handler.
std::atomic<int> caught_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void keep_signal(int signal) {
    int expected = 0;
    bool const first = caught_signal.compare_exchange_strong(expected, signal);
    if (!first && signal == SIGINT && expected == SIGINT) {
        std::signal(SIGINT, SIG_DFL);
        std::raise(SIGINT);
    }
}

}  // namespace

StopSignals::StopSignals() {
    caught_signal = 0;
    struct sigaction action {};
    action.sa_handler = &keep_signal;
    sigemptyset(&action.sa_mask);
    // Interrupted system calls are restarted, so that no write to a file is cut short.
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < watched.size(); ++i) sigaction(watched[i], &action, &former_[i]);
}

StopSignals::~StopSignals() { give_back(); }

void StopSignals::let_go() {
    give_back();
    if (int const signal = caught_signal.exchange(0); signal != 0) std::raise(signal);
}

void StopSignals::give_back() noexcept {
    if (!std::exchange(is_watching_, false)) return;
    for (std::size_t i = 0; i < watched.size(); ++i) sigaction(watched[i], &former_[i], nullptr);
}

int StopSignals::caught() const noexcept { return caught_signal; }

char const* signal_name(int signal) noexcept {
    switch (signal) {
        case SIGINT:
            return "SIGINT";
        case SIGTERM:
            return "SIGTERM";
        case SIGUSR1:
            return "SIGUSR1";
        default:
            return "a signal";
    }
}

}  // namespace balmer::console
