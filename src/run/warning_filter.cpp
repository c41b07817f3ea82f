#include "balmer/run/warning_filter.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace balmer::run {
namespace {

constexpr double longest_wait_s = 3600;

/// The message without its numbers.
std::string gist_of(std::string const& message) {
    std::string gist;
    for (char const c : message) {
        if (std::isdigit(static_cast<unsigned char>(c)) == 0) gist += c;
    }
    return gist;
}

}  // namespace

std::optional<std::string> WarningFilter::admit(std::string const& message, double now_s) {
    auto const [found, is_new] = known_.try_emplace(gist_of(message));
    auto& known = found->second;
    if (!is_new && now_s < known.next_s) {
        ++known.suppressed;
        return std::nullopt;
    }
    auto text = message;
    if (known.suppressed > 0) text += fmt::format(" (and {} times before)", known.suppressed);
    if (!is_new) known.wait_s = std::min(2 * known.wait_s, longest_wait_s);
    known.next_s = now_s + known.wait_s;
    known.suppressed = 0;
    return text;
}

}  // namespace balmer::run
