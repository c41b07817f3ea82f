#include "text_lines.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace balmer::formats {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 20;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Index of the quote that closes the one at `open`, or the end of the line.
std::size_t closing_quote(std::string_view line, std::size_t open) {
    for (auto i = open + 1; i < line.size(); ++i) {
        if (line[i] != '"') continue;
        if (i + 1 == line.size() || line[i + 1] != '"') return i;
        ++i;
    }
    return line.size();
}

std::string_view unquoted(std::string_view field) {
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
        return trimmed(field.substr(1, field.size() - 2));
    }
    return field;
}

void split_at_blanks(std::string_view line, std::vector<std::string_view>& fields) {
    std::size_t i = 0;
    while (i < line.size()) {
        if (is_blank(line[i])) {
            ++i;
            continue;
        }
        auto end = i;
        while (end < line.size() && !is_blank(line[end])) {
            end = line[end] == '"' ? std::min(closing_quote(line, end) + 1, line.size()) : end + 1;
        }
        fields.push_back(unquoted(line.substr(i, end - i)));
        i = end;
    }
}

void split_at(std::string_view line, char delimiter, std::vector<std::string_view>& fields) {
    std::size_t begin = 0;
    std::size_t i = 0;
    while (i <= line.size()) {
        if (i == line.size() || line[i] == delimiter) {
            fields.push_back(unquoted(trimmed(line.substr(begin, i - begin))));
            begin = ++i;
        } else if (line[i] == '"' && trimmed(line.substr(begin, i - begin)).empty()) {
            i = std::min(closing_quote(line, i) + 1, line.size());
        } else {
            ++i;
        }
    }
}

}  // namespace

LineReader::LineReader(std::filesystem::path const& path)
    : path_(path), file_(path, std::ios::binary), buffer_(buffer_bytes, '\0') {
    if (!file_) throw DataError("cannot open '" + path.string() + "': " + std::strerror(errno));
    refill();
    if (std::string_view(buffer_.data(), end_).starts_with(byte_order_mark)) {
        begin_ = byte_order_mark.size();
    }
}

bool LineReader::refill() {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    file_.read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
    if (file_.bad()) {
        throw DataError("cannot read '" + path_.string() + "' after line " +
                        std::to_string(number_) + ": " + std::strerror(errno));
    }
    end_ += static_cast<std::size_t>(file_.gcount());
    return file_.gcount() > 0;
}

std::optional<std::string_view> LineReader::next() {
    auto searched = begin_;
    while (true) {
        auto const* const found =
            static_cast<char const*>(std::memchr(buffer_.data() + searched, '\n', end_ - searched));
        bool const is_whole = found != nullptr;
        auto const pending = end_ - begin_;
        if (!is_whole && refill()) {
            searched = begin_ + pending;
            continue;
        }
        if (!is_whole && pending == 0) return std::nullopt;
        auto const line_end = is_whole ? static_cast<std::size_t>(found - buffer_.data()) : end_;
        std::string_view line(buffer_.data() + begin_, line_end - begin_);
        if (line.ends_with('\r')) line.remove_suffix(1);
        begin_ = is_whole ? line_end + 1 : end_;
        ++number_;
        return line;
    }
}

bool is_comment_or_blank(std::string_view line) {
    auto const text = trimmed(line);
    return text.empty() || text.front() == '#';
}

Delimiter find_delimiter(std::string_view header) {
    std::array<bool, 256> is_there{};
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (header[i] == '"') i = closing_quote(header, i);
        if (i < header.size()) is_there[static_cast<unsigned char>(header[i])] = true;
    }
    for (auto const delimiter : {Delimiter::tab, Delimiter::comma, Delimiter::semicolon}) {
        if (is_there[static_cast<unsigned char>(delimiter)]) return delimiter;
    }
    return Delimiter::blanks;
}

void split_fields(std::string_view line, Delimiter delimiter,
                  std::vector<std::string_view>& fields) {
    fields.clear();
    if (delimiter == Delimiter::blanks) return split_at_blanks(line, fields);
    split_at(line, static_cast<char>(delimiter), fields);
}

}  // namespace balmer::formats
