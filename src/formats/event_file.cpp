#include "balmer/formats/event_file.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/formats/hdf5_io.hpp"

#include "event_format.hpp"

#include <cerrno>
#include <set>

namespace balmer::formats {
namespace {

/// Columns must have equal length, and names that are unique in their group; no reader accepts
/// other files.
void check_columns(EventFile const& events) {
    ProblemList problems;
    EventColumn const* first = nullptr;
    auto const check_group = [&](std::vector<EventColumn> const& columns,
                                 std::string const& group) {
        std::set<std::string> names;
        for (auto const& column : columns) {
            auto const path = group + "/" + column.name;
            if (first == nullptr) first = &column;
            if (column.name.empty() || column.name.find('/') != std::string::npos) {
                problems.add("'" + path +
                             "' is not a column name (must be non-empty, without '/')");
            }
            if (!names.insert(column.name).second) problems.add("'" + path + "' occurs twice");
            if (column.values.size() != first->values.size()) {
                problems.add("'" + path + "' has " + std::to_string(column.values.size()) +
                             " rows, '" + first->name + "' has " +
                             std::to_string(first->values.size()) +
                             " (all columns need equal length)");
            }
        }
    };
    check_group(events.features, features_group);
    check_group(events.targets, targets_group);
    check_group(events.weights, weights_group);
    check_group(events.latent, latent_group);
    problems.throw_if_any();
}

void write_group(hid_t file, std::string const& path, std::vector<EventColumn> const& columns) {
    if (columns.empty()) return;
    auto const group = create_group(file, path);
    for (auto const& column : columns) {
        auto const dataset = write_column(group.id(), column.name, column.values);
        write_attribute(dataset.id(), "unit", column.unit);
        write_attribute(dataset.id(), "description", column.description);
    }
}

void write_hdf5(std::filesystem::path const& path, EventFile const& events) {
    auto file = create_hdf5(path);
    write_attribute(file.id(), "format", std::string(event_format));
    write_attribute(file.id(), "version", event_format_version);
    write_attribute(file.id(), "process", events.process);
    write_attribute(file.id(), "parameters", events.parameters.empty() ? "{}" : events.parameters);
    write_attribute(file.id(), "seed", events.seed);
    write_attribute(file.id(), "created_by", events.created_by);
    write_group(file.id(), features_group, events.features);
    write_group(file.id(), targets_group, events.targets);
    write_group(file.id(), weights_group, events.weights);
    write_group(file.id(), latent_group, events.latent);
    file.close("finish writing", path.string());
}

}  // namespace

void write_event_file(std::filesystem::path const& path, EventFile const& events) {
    check_columns(events);
    QuietHdf5 const quiet;
    auto const temporary = temporary_name(path);
    try {
        errno = 0;
        write_hdf5(temporary, events);
        commit_file(temporary, path);
    } catch (Hdf5Error const& error) {
        int const reason = errno;
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw IoError("write events (" + std::string(error.what()) + ") to", path.string(), reason);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
}

}  // namespace balmer::formats
