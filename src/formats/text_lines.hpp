/// \file
/// Reads text files by line, and splits lines into fields.
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
/// are \n or \r\n; a byte-order mark is skipped. Throws DataError if the file cannot be read.
class LineReader {
public:
    explicit LineReader(std::filesystem::path const& path);

    /// The next line without its end, valid until the next call; nullopt at the end of the file.
    std::optional<std::string_view> next();
    /// Number of the line that next() returned last, counted from 1.
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

/// Separator of fields: any run of blanks and tabs, or one character.
enum class Delimiter : char { blanks = ' ', tab = '\t', comma = ',', semicolon = ';' };

/// Whether the line is blank or a comment that starts with '#'.
bool is_comment_or_blank(std::string_view line);

/// The delimiter of a header line: the first of tab, comma and semicolon that it contains outside
/// quotes, otherwise blanks.
Delimiter find_delimiter(std::string_view header);

/// Splits a line into `fields` (cleared first). Fields are trimmed and without their quotes;
/// doubled quotes within a field stay doubled. Delimiters within quotes are part of the field.
void split_fields(std::string_view line, Delimiter delimiter,
                  std::vector<std::string_view>& fields);

}  // namespace balmer::formats
