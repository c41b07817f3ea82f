#include "checks.hpp"

#include <charconv>
#include <string>

#include <fmt/format.h>

namespace balmer::app {

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
    auto const check = [least, most](std::string& text) {
        std::uint64_t value = 0;
        auto const* const end = text.data() + text.size();
        auto const [stop, status] = std::from_chars(text.data(), end, value);
        bool const is_whole = status == std::errc{} && stop == end;
        if (is_whole && value >= least && value <= most) return std::string();
        return fmt::format("'{}' is not valid (needs a whole number from {} to {})", text, least,
                           most);
    };
    return CLI::Validator(check, "", "whole_number");
}

}  // namespace balmer::app
