#include "balmer/run/layout.hpp"

#include <algorithm>

namespace balmer::run {

namespace fs = std::filesystem;

bool has_checkpoint(fs::path const& directory) {
    // A dangling symbolic link counts: loading it then reports the error.
    return std::ranges::any_of(
        std::array{current_name, previous_name, damaged_name},
        [&](char const* name) { return fs::exists(fs::symlink_status(directory / name)); });
}

bool is_run_directory(fs::path const& directory) {
    return fs::exists(directory / job_name) || has_checkpoint(directory);
}

}  // namespace balmer::run
