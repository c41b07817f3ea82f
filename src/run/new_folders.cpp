#include "new_folders.hpp"

#include "balmer/base/error.hpp"

#include <cerrno>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace balmer::run {

namespace fs = std::filesystem;

void remove_empty_folders(std::vector<fs::path> const& innermost_first) noexcept {
    for (auto const& path : innermost_first) {
        if (::rmdir(path.c_str()) != 0 && errno != ENOENT) return;
    }
}

NewFolders::NewFolders(fs::path const& directory) {
    try {
        make(directory);
    } catch (...) {
        remove_empty_folders(made_);
        throw;
    }
}

std::vector<fs::path> NewFolders::keep() { return std::exchange(made_, {}); }

void NewFolders::make(fs::path const& directory) {
    fs::path path;
    for (auto const& part : fs::absolute(directory).lexically_normal()) {
        path /= part;
        if (part.empty()) continue;
        // Only the result of mkdir shows reliably which process created the folder.
        if (::mkdir(path.c_str(), 0777) == 0) {
            made_.insert(made_.begin(), path);
            continue;
        }
        int const reason = errno;
        std::error_code unreachable;
        if (fs::is_directory(path, unreachable)) continue;
        throw IoError("create the folder", path.string(), reason == EEXIST ? ENOTDIR : reason);
    }
}

}  // namespace balmer::run
