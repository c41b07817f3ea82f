#include "hdf5_summary.hpp"

#include "balmer/base/error.hpp"
#include "balmer/formats/hdf5_io.hpp"

#include "event_format.hpp"
#include "hdf5_columns.hpp"
#include "running_statistics.hpp"

#include <algorithm>

namespace balmer::formats {
namespace {

Statistics read_statistics(hid_t file, std::string const& path) {
    DatasetReader const reader(file, path);
    auto const rows = std::max<std::size_t>(1, block_rows(reader.row_size()));
    RunningStatistics statistics;
    std::vector<double> values;
    for (std::size_t first = 0; first < reader.row_count(); first += rows) {
        auto const count = std::min(rows, reader.row_count() - first);
        values.resize(count * reader.row_size());
        reader.read(first, count, values.data());
        statistics.add(values);
    }
    return statistics.result();
}

/// The group of that path; appended if it is new.
GroupSummary& group_of(FileSummary& summary, std::string const& path) {
    auto const found = std::find_if(summary.groups.begin(), summary.groups.end(),
                                    [&](GroupSummary const& group) { return group.path == path; });
    if (found != summary.groups.end()) return *found;
    return summary.groups.emplace_back(GroupSummary{.path = path});
}

void add_dataset(hid_t file, DatasetInfo const& dataset, FileSummary& summary) {
    auto const slash = dataset.path.rfind('/');
    DatasetSummary entry{.name = dataset.path.substr(slash + 1),
                         .unit = dataset.unit,
                         .description = dataset.description,
                         .type = dataset.type,
                         .row_count = dataset.shape.empty() ? 1 : dataset.shape.front(),
                         .shape = dataset.shape};
    if (dataset.is_numeric) entry.statistics = read_statistics(file, dataset.path);
    group_of(summary, slash == 0 ? "/" : dataset.path.substr(0, slash))
        .datasets.push_back(std::move(entry));
}

}  // namespace

FileSummary inspect_hdf5(std::filesystem::path const& path) {
    QuietHdf5 const quiet;
    auto const file = open_event_data(path);
    FileSummary summary{.format = "HDF5"};
    try {
        if (is_event_file(file.id(), path)) {
            auto const text = [&](char const* name) {
                return read_text_attribute(file.id(), name).value_or("");
            };
            summary.format = event_format;
            summary.version = event_format_version;
            summary.process = text("process");
            summary.parameters = text("parameters");
            summary.seed = read_unsigned_attribute(file.id(), "seed");
            summary.created_by = text("created_by");
        }
        for (auto const& dataset : list_datasets(file.id())) {
            add_dataset(file.id(), dataset, summary);
        }
    } catch (Hdf5Error const& error) {
        throw DataError(describe_damage(path, error));
    }
    return summary;
}

}  // namespace balmer::formats
