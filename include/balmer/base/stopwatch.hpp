/// \file
/// Wall time since a start.
#pragma once

#include <chrono>

namespace balmer {

class Stopwatch {
public:
    double elapsed_s() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }
    void restart() { start_ = std::chrono::steady_clock::now(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace balmer
