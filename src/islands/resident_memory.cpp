#include "resident_memory.hpp"

#include <fstream>

#include <unistd.h>

namespace balmer::islands {

std::uint64_t resident_memory_bytes() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t total_pages = 0, resident_pages = 0;
    if (!(file >> total_pages >> resident_pages)) return 0;
    return resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace balmer::islands
