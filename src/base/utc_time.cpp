#include "balmer/base/utc_time.hpp"

#include <array>

namespace balmer {

std::string utc_time(std::time_t time, char const* form) {
    std::tm utc{};
    ::gmtime_r(&time, &utc);
    std::array<char, 64> text{};
    std::strftime(text.data(), text.size(), form, &utc);
    return text.data();
}

std::string utc_now() { return utc_time(std::time(nullptr), "%Y-%m-%dT%H:%M:%SZ"); }

}  // namespace balmer
