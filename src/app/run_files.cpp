#include "balmer/app/run_files.hpp"

#include "balmer/app/restart.hpp"
#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/report/csv.hpp"
#include "balmer/report/json.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace balmer::app {

namespace fs = std::filesystem;

namespace {

class AppendedFile {
public:
    explicit AppendedFile(fs::path const& path)
        : path_(path),
          descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0) throw IoError("open", path_.string(), errno);
        size_ = ::lseek(descriptor_, 0, SEEK_END);
    }
    AppendedFile(AppendedFile const&) = delete;
    AppendedFile& operator=(AppendedFile const&) = delete;
    ~AppendedFile() { ::close(descriptor_); }

    bool has_torn_end() const {
        char last = '\n';
        return size_ > 0 && ::pread(descriptor_, &last, 1, size_ - 1) == 1 && last != '\n';
    }

    /// What did not fit on the disk as a whole is taken back.
    void append(std::string_view text) {
        while (!text.empty()) {
            auto const written = ::write(descriptor_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) {
                int const reason = errno;
                if (::ftruncate(descriptor_, size_) != 0) errno = reason;
                throw IoError("write", path_.string(), reason);
            }
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }

private:
    fs::path path_;
    int descriptor_;
    off_t size_ = 0;
};

}  // namespace

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
    if (!fs::exists(directory / "job.toml") && !has_checkpoint(directory)) {
        throw InputError(name + " is no run directory (it has no checkpoint and no job.toml)");
    }
    throw InputError("the run in " + name +
                     " has no hall of fame yet (its first entries take some seconds). Try again");
}

void append_line(fs::path const& path, std::string const& line) {
    AppendedFile file(path);
    file.append((file.has_torn_end() ? "\n" : "") + line + "\n");
}

std::string utc_time(std::time_t time, char const* form) {
    std::tm utc{};
    ::gmtime_r(&time, &utc);
    std::array<char, 64> text{};
    std::strftime(text.data(), text.size(), form, &utc);
    return text.data();
}

std::string log_line(std::string const& message) {
    return utc_time(std::time(nullptr), "%Y-%m-%d %H:%M:%S ") + message;
}

}  // namespace balmer::app
