#include "balmer/report/table.hpp"

#include "balmer/expr/print.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace balmer::report {
namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// Width of a UTF-8 text in columns; assumes that no character is wide.
std::size_t column_count(std::string const& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

}  // namespace

std::string cut(std::string const& text, std::size_t width) {
    if (width == 0 || column_count(text) <= width) return text;
    std::size_t kept = 0;
    std::size_t columns = 0;
    // One column is reserved for the ellipsis.
    while (kept < text.size() && (columns + 1 < width || !begins_character(text[kept]))) {
        if (begins_character(text[kept])) ++columns;
        ++kept;
    }
    return text.substr(0, kept) + "…";
}

std::string to_table(Record const& record, Layout const& layout) {
    auto const names = record.feature_names();
    auto const front_scores = evolve::scores(record.front);
    auto const count = record.front.size();
    auto const limit = layout.entry_limit == 0 ? count : std::min(count, layout.entry_limit);
    std::string text =
        cut(fmt::format("{:>10}  {:<11} {:>7}  equation", "complexity", "mse", "score"),
            layout.width) +
        "\n";
    for (std::size_t i = count - limit; i < count; ++i) {
        auto const& entry = record.front[i];
        auto const mse = fmt::format("{:#.4g}", entry.mse) + (entry.at_optimum ? "" : "*");
        auto const line =
            fmt::format("{:>10}  {:<11} {:>7.4f}  {}", entry.complexity, mse, front_scores[i],
                        expr::to_infix(entry.tree, names, {.digits = layout.digits}));
        text += cut(line, layout.width) + "\n";
    }
    if (record.proven_complexity > 0 && layout.entry_limit == 0) {
        text += cut(fmt::format("proven up to complexity {}: all structures were fitted",
                                record.proven_complexity),
                    layout.width) +
                "\n";
    }
    return text;
}

}  // namespace balmer::report
