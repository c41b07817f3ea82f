#include "balmer/bench/processor.hpp"

#include <fstream>

namespace balmer::bench {

std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("model name")) continue;
        auto const begin = line.find(": ");
        if (begin != std::string::npos) return line.substr(begin + 2);
    }
    return "unknown";
}

}  // namespace balmer::bench
