#include "balmer/parallel/idle.hpp"

#include <thread>

namespace balmer::parallel {

Napper::Microseconds Napper::next_nap() const noexcept {
    if (idle_count_ < yield_count) return Microseconds{0};
    if (idle_count_ < yield_count + short_nap_count) return short_nap;
    return long_nap;
}

void Napper::idle() {
    auto const nap = next_nap();
    if (nap == Microseconds{0}) {
        std::this_thread::yield();
    } else {
        std::this_thread::sleep_for(nap);
    }
    if (nap != long_nap) ++idle_count_;
}

}  // namespace balmer::parallel
