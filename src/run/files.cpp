#include "balmer/run/files.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/base/file_descriptor.hpp"
#include "balmer/base/utc_time.hpp"
#include "balmer/report/csv.hpp"
#include "balmer/report/json.hpp"

#include <cerrno>
#include <ctime>
#include <fstream>
#include <optional>
#include <span>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace balmer::run {

namespace fs = std::filesystem;

namespace {

bool has_torn_end(FileDescriptor const& file, off_t size) {
    char last = '\n';
    return size > 0 && ::pread(file.get(), &last, 1, size - 1) == 1 && last != '\n';
}

/// The text of the file; nullopt if there is no such file. Throws IoError if it cannot be read.
std::optional<std::string> text_of(fs::path const& path) {
    try {
        return FileDescriptor(path, O_RDONLY | O_NONBLOCK).read_all();
    } catch (IoError const& error) {
        if (error.error_number() == ENOENT || error.error_number() == ENOTDIR) return std::nullopt;
        throw;
    }
}

}  // namespace

void write_hall_of_fame(fs::path const& directory, report::Record const& record) {
    write_file_atomically(directory / hall_of_fame_csv, report::to_csv(record));
    write_file_atomically(directory / hall_of_fame_json, report::to_json(record));
}

report::Record read_hall_of_fame(fs::path const& directory) {
    auto const path = directory / hall_of_fame_json;
    if (auto const text = text_of(path)) return report::from_json(*text, path.string());
    auto const name = "'" + directory.string() + "'";
    if (!fs::is_directory(directory)) {
        throw InputError("no run directory " + name +
                         " (needs run.directory of a search, or the value of its --run)");
    }
    if (!is_run_directory(directory)) {
        throw InputError(name + " is not a run directory (it has no checkpoint and no job.toml)");
    }
    throw InputError("the run in " + name +
                     " has no hall of fame yet (the first entries take some seconds). Try again");
}

void append_line(fs::path const& path, std::string const& line) {
    FileDescriptor file(path, O_RDWR | O_CREAT | O_APPEND);
    auto const size = ::lseek(file.get(), 0, SEEK_END);
    auto const text = (has_torn_end(file, size) ? "\n" : "") + line + "\n";
    try {
        file.write(std::as_bytes(std::span(text)));
    } catch (IoError const&) {
        // The disk may be full: remove the part of the line that was written.
        [[maybe_unused]] int const result = ::ftruncate(file.get(), size);
        throw;
    }
}

std::string last_end_reason(fs::path const& directory) {
    std::ifstream file(directory / progress_name);
    std::string last;
    for (std::string line; std::getline(file, line);) last = std::move(line);
    auto const record = nlohmann::json::parse(last, nullptr, false);
    if (!record.is_object() || record.value("event", "") != "end") return {};
    return record.value("reason", "");
}

std::string log_line(std::string const& message) {
    return utc_time(std::time(nullptr), "%Y-%m-%d %H:%M:%S ") + message;
}

}  // namespace balmer::run
