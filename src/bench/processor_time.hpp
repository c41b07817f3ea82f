/// \file
/// Processor time, which does not include other work on the machine.
#pragma once

#include <ctime>

namespace balmer::bench {

/// Processor time of the calling thread, user and system, since construction.
class ProcessorTime {
public:
    double elapsed_s() const { return now_s() - start_s_; }

private:
    static double now_s() {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }

    double start_s_ = now_s();
};

}  // namespace balmer::bench
