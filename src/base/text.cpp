#include "balmer/base/text.hpp"

namespace balmer {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string counted(std::size_t count, std::string_view noun) {
    auto text = std::to_string(count).append(" ").append(noun);
    return count == 1 ? text : text + 's';
}

}  // namespace balmer
