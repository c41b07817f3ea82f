#include "formula_error.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace balmer::expr {
namespace {

/// Columns of a long line that are shown on either side of the caret.
constexpr std::size_t shown_columns = 60;

/// Number of bytes of the UTF-8 character at the front of `text`; 0 if it is not valid UTF-8.
std::size_t character_bytes(std::string_view text) {
    auto const first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return 1;
    std::size_t const bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return 0;
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
    }
    return bytes;
}

/// The line of `text` that contains byte `at`, one string per column, and the column of the byte.
struct Line {
    std::vector<std::string> columns;
    std::size_t caret = 0;
};

Line line_around(std::string_view text, std::size_t at) {
    std::size_t const newline = at == 0 ? text.npos : text.rfind('\n', at - 1);
    std::size_t const begin = newline == text.npos ? 0 : newline + 1;
    std::size_t const end = std::min(text.find('\n', at), text.size());
    Line line;
    for (std::size_t i = begin; i < end;) {
        if (i <= at) line.caret = line.columns.size();
        auto const bytes = character_bytes(text.substr(i, end - i));
        auto const first = static_cast<unsigned char>(text[i]);
        if (text[i] == '\t') {
            line.columns.emplace_back(" ");
        } else if (bytes == 0 || first < 0x20 || first == 0x7F) {
            line.columns.emplace_back("?");
        } else {
            line.columns.emplace_back(text.substr(i, bytes));
        }
        i += std::max<std::size_t>(bytes, 1);
    }
    if (at >= end) line.caret = line.columns.size();
    return line;
}

}  // namespace

std::string quoted_character(std::string_view text, std::size_t at) {
    auto const bytes = character_bytes(text.substr(at));
    auto const first = static_cast<unsigned char>(text[at]);
    if (bytes == 0 || first < 0x20 || first == 0x7F) return fmt::format("byte 0x{:02x}", first);
    return fmt::format("'{}'", text.substr(at, bytes));
}

void throw_formula_error(std::string_view text, std::size_t at, std::string const& problem) {
    auto const line = line_around(text, at);
    auto const begin = line.caret > shown_columns ? line.caret - shown_columns : 0;
    auto const end = std::min(line.columns.size(), line.caret + shown_columns);
    std::string shown = begin > 0 ? "…" : "";
    for (auto i = begin; i < end; ++i) shown += line.columns[i];
    if (end < line.columns.size()) shown += "…";
    auto const indent = line.caret - begin + (begin > 0 ? 1 : 0);
    throw InputError(fmt::format("{}\n  {}\n  {:{}}^", problem, shown, "", indent));
}

}  // namespace balmer::expr
