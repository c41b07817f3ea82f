#include "text_columns.hpp"

#include "balmer/base/text.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace balmer::formats {
namespace {

constexpr std::size_t reported_lines = 5;
constexpr auto unused = std::numeric_limits<std::size_t>::max();

bool holds_numbers_alone(std::vector<std::string_view> const& fields) {
    return std::all_of(fields.begin(), fields.end(),
                       [](std::string_view field) { return parse_number(field).has_value(); });
}

std::string without_comment_sign(std::string_view line) {
    line = trimmed(line);
    while (line.starts_with('#')) line.remove_prefix(1);
    return std::string(trimmed(line));
}

/// The name of a column in the header, with doubled quotes replaced by single ones.
std::string unescaped(std::string_view field) {
    std::string name;
    for (std::size_t i = 0; i < field.size(); ++i) {
        name += field[i];
        if (field[i] == '"' && i + 1 < field.size() && field[i + 1] == '"') ++i;
    }
    return name;
}

/// Values, lines and bad fields of the rows of one block.
class TextBlock {
public:
    explicit TextBlock(std::size_t column_count) : values_(column_count) {}

    std::size_t row_count() const { return lines_.size(); }

    void add(std::vector<std::string_view> const& fields, std::span<std::size_t const> targets,
             std::size_t line) {
        for (std::size_t i = 0; i < targets.size(); ++i) {
            if (targets[i] == unused) continue;
            auto const field = i < fields.size() ? fields[i] : std::string_view();
            auto const value = parse_number(field);
            if (!value) bad_fields_.push_back({targets[i], line, std::string(field)});
            values_[targets[i]].push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
        }
        lines_.push_back(line);
    }

    void give(BlockVisitor const& visit) {
        if (lines_.empty()) return;
        Block block{.first_row = first_row_, .row_count = lines_.size()};
        for (auto const& column : values_) block.columns.emplace_back(column);
        block.lines = lines_;
        block.bad_fields = bad_fields_;
        visit(block);
        first_row_ += lines_.size();
        for (auto& column : values_) column.clear();
        lines_.clear();
        bad_fields_.clear();
    }

private:
    std::size_t first_row_ = 0;
    std::vector<std::vector<double>> values_;
    std::vector<std::size_t> lines_;
    std::vector<BadField> bad_fields_;
};

}  // namespace

TextColumns::TextColumns(std::filesystem::path const& path, ProblemList& problems) : path_(path) {
    LineReader lines(path);
    read_header(lines, problems);
    if (columns_.empty()) return;
    auto const row_count = count_rows(problems);
    for (auto& column : columns_) column.row_count = row_count;
}

void TextColumns::read_header(LineReader& lines, ProblemList& problems) {
    std::string comment;
    std::string header;
    while (auto const line = lines.next()) {
        if (!is_comment_or_blank(*line)) {
            header = *line;
            break;
        }
        if (!trimmed(*line).empty()) comment = without_comment_sign(*line);
    }
    if (header.empty()) {
        problems.add("'" + path_.string() +
                     "' contains only comments (a header line with names is needed)");
        return;
    }
    std::vector<std::string_view> fields;
    delimiter_ = find_delimiter(header);
    split_fields(header, delimiter_, fields);
    first_line_ = lines.number() + 1;
    if (holds_numbers_alone(fields)) {
        auto const width = fields.size();
        split_fields(comment, delimiter_, fields);
        if (fields.size() != width) {
            problems.add(path_.string() + ":" + std::to_string(lines.number()) +
                         ": numbers where the header is expected (the first line, or a comment "
                         "right before the numbers, names the columns). Add one?");
            return;
        }
        first_line_ = lines.number();
    }
    std::set<std::string> names;
    for (auto const field : fields) {
        auto const name = unescaped(field);
        auto const place = path_.string() + ":" + std::to_string(lines.number());
        if (name.empty()) {
            problems.add(place + ": column " + std::to_string(columns_.size() + 1) +
                         " has no name (the header names each column)");
        } else if (!names.insert(name).second) {
            problems.add(place + ": two columns are named '" + name + "' (names must differ)");
        }
        columns_.push_back({.path = name, .name = name});
    }
}

std::size_t TextColumns::count_rows(ProblemList& problems) const {
    std::size_t row_count = 0;
    std::size_t ragged_count = 0;
    std::vector<std::string_view> fields;
    LineReader lines(path_);
    while (auto const line = lines.next()) {
        if (lines.number() < first_line_ || is_comment_or_blank(*line)) continue;
        ++row_count;
        split_fields(*line, delimiter_, fields);
        if (fields.size() == columns_.size()) continue;
        if (++ragged_count > reported_lines) continue;
        problems.add(path_.string() + ":" + std::to_string(lines.number()) + ": " +
                     std::to_string(fields.size()) + " fields, but the header names " +
                     std::to_string(columns_.size()) + " (each line needs one field per column)");
    }
    if (ragged_count > reported_lines) {
        problems.add(path_.string() + ": " + std::to_string(ragged_count - reported_lines) +
                     " more lines differ from the header in the number of fields");
    }
    return row_count;
}

void TextColumns::read(std::span<std::size_t const> columns, BlockVisitor const& visit) const {
    std::vector<std::size_t> targets(columns_.size(), unused);
    for (std::size_t i = 0; i < columns.size(); ++i) targets[columns[i]] = i;
    TextBlock block(columns.size());
    std::vector<std::string_view> fields;
    auto const step = block_rows(columns.size());
    LineReader lines(path_);
    while (auto const line = lines.next()) {
        if (lines.number() < first_line_ || is_comment_or_blank(*line)) continue;
        split_fields(*line, delimiter_, fields);
        block.add(fields, targets, lines.number());
        if (block.row_count() == step) block.give(visit);
    }
    block.give(visit);
}

}  // namespace balmer::formats
