/// \file
/// Text files as lines, and lines as fields.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::formats {

/// Lines of a file of any length, in bounded memory (the longest line, at least 1 MB). Line ends
/// are \n or \r\n; a byte-order mark is skipped. Throws DataError when the file cannot be read.
class LineReader {
public:
    explicit LineReader(std::filesystem::path const& path);

    /// Next line without its end, valid until the next call; nothing at the end of the file.
    std::optional<std::string_view> next();
    /// Number of the line that `next` gave last, counted from 1.
    std::size_t number() const { return number_; }

private:
    bool refill();

    std::filesystem::path path_;
    std::ifstream file_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t number_ = 0;
};

/// What stands between fields: any run of blanks and tabs, or one character.
enum class Delimiter : char { blanks = ' ', tab = '\t', comma = ',', semicolon = ';' };

/// Empty, or a comment that begins with '#'.
bool is_comment_or_blank(std::string_view line);

/// The delimiter that a header line shows: the first of tab, comma and semicolon that stands in it
/// outside quotes, else blanks.
Delimiter find_delimiter(std::string_view header);

/// Fields of a line into `fields` (cleared first), trimmed, without their quotes ("…"; a quote in
/// it is doubled and stays so). Delimiters within quotes do not count.
void split_fields(std::string_view line, Delimiter delimiter,
                  std::vector<std::string_view>& fields);

}  // namespace balmer::formats
