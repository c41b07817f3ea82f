#include "text_summary.hpp"

#include "balmer/base/error.hpp"

#include "running_statistics.hpp"
#include "text_columns.hpp"

#include <numeric>

namespace balmer::formats {

FileSummary inspect_text(std::filesystem::path const& path) {
    ProblemList problems;
    TextColumns const file(path, problems);
    problems.throw_if_any<DataError>();
    std::vector<std::size_t> all(file.columns().size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::vector<RunningStatistics> statistics(all.size());
    std::vector<bool> holds_text(all.size(), false);
    file.read(all, [&](Block const& block) {
        for (auto const& field : block.bad_fields) {
            // An empty field is a missing value, read as NaN.
            if (!field.text.empty()) holds_text[field.column] = true;
        }
        for (std::size_t i = 0; i < all.size(); ++i) statistics[i].add(block.columns[i]);
    });
    FileSummary summary{.format = "text"};
    auto& group = summary.groups.emplace_back(GroupSummary{.path = "/"});
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const row_count = file.columns()[i].row_count.value_or(0);
        DatasetSummary entry{.name = file.columns()[i].name,
                             .type = holds_text[i] ? "text" : "float64",
                             .row_count = row_count,
                             .shape = {row_count}};
        if (!holds_text[i]) entry.statistics = statistics[i].result();
        group.datasets.push_back(std::move(entry));
    }
    return summary;
}

}  // namespace balmer::formats
