#include "balmer/app/run_files.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/report/csv.hpp"
#include "balmer/report/json.hpp"

#include <array>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <iterator>

namespace balmer::app {

namespace fs = std::filesystem;

void write_hall_of_fame(fs::path const& directory, report::Record const& record) {
    write_file_atomically(directory / hall_of_fame_csv, report::to_csv(record));
    write_file_atomically(directory / hall_of_fame_json, report::to_json(record));
}

report::Record read_hall_of_fame(fs::path const& directory) {
    auto const path = directory / hall_of_fame_json;
    std::ifstream file(path, std::ios::binary);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    if (file) return report::from_json(text, path.string());
    auto const name = "'" + directory.string() + "'";
    if (!fs::is_directory(directory)) {
        throw InputError("no run directory " + name +
                         " (needs run.directory of a search, or what --run said)");
    }
    if (!fs::exists(directory / "job.toml")) {
        throw InputError(name + " is no run directory (it has no job.toml)");
    }
    throw InputError("the run in " + name +
                     " has no hall of fame yet (its first entries take some seconds). Try again");
}

void append_line(fs::path const& path, std::string const& line) {
    errno = 0;
    std::ofstream file(path, std::ios::app);
    file << line << '\n' << std::flush;
    if (!file) throw IoError("write", path.string(), errno);
}

std::string log_line(std::string const& message) {
    std::time_t const now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S ", &utc);
    return text.data() + message;
}

}  // namespace balmer::app
