#include "balmer/run/contents.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/utc_time.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/formats/inspect.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/run/checkpoint_facts.hpp"
#include "balmer/run/files.hpp"
#include "balmer/run/summary.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <sys/stat.h>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

/// " of 9000"; empty if the job in the checkpoint cannot be read.
std::string wanted_text(checkpoint::Header const& header) {
    try {
        auto const reading = job::read_job(header.job, "job");
        if (!reading.problems.empty()) return {};
        auto const& search = reading.job.search;
        return fmt::format(" of {}", std::uint64_t{search.island_count} * search.iterations);
    } catch (InputError const&) {
        return {};
    }
}

std::string time_written(fs::path const& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) return "at an unknown time";
    return utc_time(facts.st_mtim.tv_sec, "%Y-%m-%d %H:%M:%S UTC");
}

std::string describe(checkpoint::Checkpoint const& checkpoint, fs::path const& file) {
    auto const elapsed_s = counter_of(checkpoint, "elapsed_s").value_or(0);
    return fmt::format("{}: life {}, {}{} island iterations, {} elapsed, written {}",
                       file.filename().string(), checkpoint.header.life, iterations_of(checkpoint),
                       wanted_text(checkpoint.header), clock_text(elapsed_s), time_written(file));
}

/// An event file has a known format or columns of numbers; a damaged checkpoint has neither.
bool is_event_file(fs::path const& file) {
    try {
        auto const summary = formats::inspect(file);
        if (summary.format != "text") return summary.format != "HDF5";
        auto const& columns = summary.groups.at(0).datasets;
        return columns.size() > 1 && std::ranges::all_of(columns, [](auto const& column) {
                   return column.statistics && column.statistics->finite_count > 0;
               });
    } catch (std::exception const&) {
        return false;
    }
}

checkpoint::Checkpoint read_checkpoint(fs::path const& file) {
    try {
        return checkpoint::read_checkpoint(file);
    } catch (DataError const&) {
        if (!is_event_file(file)) throw;
    }
    throw DataError("'" + file.string() +
                    "' contains events and is not a checkpoint. See 'balmer inspect " +
                    file.string() + "'");
}

Contents read_checkpoint_file(fs::path const& file) {
    auto const checkpoint = read_checkpoint(file);
    if (checkpoint.hall_of_fame.empty()) {
        throw InputError("the run of '" + file.string() +
                         "' had no hall of fame yet when this checkpoint was written");
    }
    return {record_of(checkpoint), describe(checkpoint, file), {}};
}

}  // namespace

Contents read_run(fs::path const& run) {
    std::error_code failure;
    auto const status = fs::status(run, failure);
    if (status.type() == fs::file_type::none) {
        throw IoError("get the status of", run.string(), failure.value());
    }
    if (fs::is_regular_file(status)) return read_checkpoint_file(run);
    if (fs::exists(status) && !fs::is_directory(status)) {
        throw InputError("'" + run.string() +
                         "' is neither a folder nor a file but a pipe or a device (needs a run "
                         "directory or a checkpoint file)");
    }
    std::optional<checkpoint::Loaded> loaded;
    Contents contents;
    bool const has_json = fs::exists(fs::status(run / hall_of_fame_json, failure));
    if (failure == std::errc::permission_denied) {
        throw IoError("open", run.string(), failure.value());
    }
    if (fs::is_directory(run)) {
        try {
            loaded = checkpoint::load_checkpoint(run);
        } catch (DataError const& error) {
            if (!has_json) throw;
            contents.warnings = error.problems();
        }
    }
    if (loaded) {
        contents.checkpoint = describe(loaded->checkpoint, loaded->file);
        contents.warnings = loaded->warnings;
    }
    bool const has_entries = loaded && !loaded->checkpoint.hall_of_fame.empty();
    try {
        if (has_json || !has_entries) {
            contents.record = read_hall_of_fame(run);
            return contents;
        }
    } catch (DataError const& error) {
        if (!has_entries) throw;
        contents.warnings.push_back(std::string(error.what()) +
                                    "; showing the entries of the checkpoint");
    }
    contents.record = record_of(loaded->checkpoint);
    return contents;
}

}  // namespace balmer::run
