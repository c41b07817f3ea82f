#include "balmer/data/columns.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/text.hpp"
#include "balmer/formats/format.hpp"

#include "column_names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>

namespace balmer::data {
namespace {

constexpr std::array latent_first = {formats::Role::latent, formats::Role::feature,
                                     formats::Role::other, formats::Role::target,
                                     formats::Role::weight};

/// Checked before opening: a pipe would lose its first bytes or block.
void refuse_pipes(std::filesystem::path const& file) {
    std::error_code error;
    auto const status = std::filesystem::status(file, error);
    bool const told_elsewhere = !std::filesystem::exists(status) ||
                                std::filesystem::is_regular_file(status) ||
                                std::filesystem::is_directory(status);
    if (told_elsewhere) return;
    throw DataError(
        "'" + file.string() +
        "' is not a regular file (it is read twice: for the columns, then for the rows). "
        "Write the output of the pipe to a file first?");
}

std::unique_ptr<formats::ColumnFile> open(std::filesystem::path const& file) {
    refuse_pipes(file);
    ProblemList problems;
    auto columns = formats::find_format(file).open(file, {}, problems);
    problems.throw_if_any<DataError>();
    return columns;
}

void check_lengths(ColumnNames const& names, std::vector<std::size_t> const& columns,
                   ProblemList& problems) {
    for (auto const column : columns) {
        auto const length = names[column].row_count, first = names[columns.front()].row_count;
        if (!length || !first || *length == *first) continue;
        problems.add("column " + names.title(column) + " has " + std::to_string(*length) +
                     " rows, '" + names[columns.front()].path + "' has " + std::to_string(*first) +
                     " (all columns need equal length)");
    }
}

/// The way out; many countries write 1,5 for 1.5.
std::string way_out(std::string field) {
    std::ranges::replace(field, ',', '.');
    return parse_number(field) ? " (the decimal separator is a point). Write " + field + "?"
                               : ". Correct the line?";
}

void refuse_bad_fields(formats::Block const& block, std::vector<std::string> const& names,
                       std::string const& file) {
    ProblemList problems;
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < std::min(most, block.bad_fields.size()); ++i) {
        auto const& field = block.bad_fields[i];
        problems.add("line " + std::to_string(field.line) + " of '" + file + "': '" + field.text +
                     "' in column '" + names[field.column] + "' is not a number" +
                     way_out(field.text));
    }
    problems.throw_if_any<DataError>();
}

}  // namespace

struct NamedColumns::State {
    std::filesystem::path path;
    std::unique_ptr<formats::ColumnFile> file;
    /// Each column once, in the order in which the file is read.
    std::vector<std::size_t> columns;
    std::vector<std::string> names;
    /// For each requested name, its index into `columns`.
    std::vector<std::size_t> slots;
};

NamedColumns::NamedColumns(std::filesystem::path const& file,
                           std::vector<std::string> const& names) {
    auto state = std::make_unique<State>();
    state->path = file;
    state->file = open(file);
    ColumnNames const known(state->file->columns(), state->path);
    ProblemList problems;
    for (auto const& name : names) {
        auto const column = known.find(name, "column", latent_first, problems);
        if (!column) continue;
        auto const place = std::ranges::find(state->columns, *column);
        state->slots.push_back(static_cast<std::size_t>(place - state->columns.begin()));
        if (place != state->columns.end()) continue;
        state->columns.push_back(*column);
        state->names.push_back(name);
    }
    if (problems.empty()) check_lengths(known, state->columns, problems);
    problems.throw_if_any<DataError>();
    state_ = std::move(state);
}

NamedColumns::~NamedColumns() = default;

std::size_t NamedColumns::row_count() const {
    return state_->file->columns()[state_->columns.front()].row_count.value_or(0);
}

void NamedColumns::read(std::function<void(ColumnRows const&)> const& visit,
                        BadFields bad_fields) const {
    state_->file->read(state_->columns, [&](formats::Block const& block) {
        if (bad_fields == BadFields::refuse) {
            refuse_bad_fields(block, state_->names, state_->path.string());
        }
        std::vector<std::span<double const>> columns;
        for (auto const slot : state_->slots) columns.push_back(block.columns[slot]);
        visit({.row_count = block.row_count,
               .columns = columns,
               .place_of = [&block](std::size_t row) {
                   return block.lines.empty() ? "row " + std::to_string(block.first_row + row)
                                              : "line " + std::to_string(block.lines[row]);
               }});
    });
}

}  // namespace balmer::data
