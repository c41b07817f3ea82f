#include "balmer/app/run_directory.hpp"

#include "balmer/app/restart.hpp"
#include "balmer/base/error.hpp"
#include "balmer/checkpoint/store.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace balmer::app {
namespace {

namespace fs = std::filesystem;

/// Files that only a run writes: any of them makes a folder one with results.
/// Checkpoints come last: while they stand, the others are gone on from.
constexpr std::array<char const*, 8> result_names = {
    "job.toml", "hall_of_fame.csv",      "hall_of_fame.json",       "progress.jsonl",
    "log.txt",  "checkpoint.damaged.h5", checkpoint::previous_name, checkpoint::current_name,
};

std::vector<fs::path> results_in(fs::path const& directory) {
    std::vector<fs::path> found;
    for (auto const* name : result_names) {
        if (fs::exists(directory / name)) found.push_back(directory / name);
    }
    return found;
}

/// The folder itself, or the nearest one above it that is there.
fs::path nearest_existing(fs::path path) {
    path = fs::absolute(path).lexically_normal();
    while (!fs::exists(path) && path.has_relative_path()) path = path.parent_path();
    return path;
}

bool must_be_refused(fs::path const& directory, OldResults policy) {
    return policy == OldResults::go_on && !has_checkpoint(directory) &&
           !results_in(directory).empty();
}

std::string refusal(fs::path const& directory) {
    return "run directory '" + directory.string() +
           "' holds the results of an earlier run and no checkpoint to go on from (they are not "
           "overwritten). Add --fresh to keep them under another name and start anew, or take "
           "another --run directory";
}

/// Why a folder cannot be made below `existing`, though permissions allow it (/proc, a full disk);
/// nothing where it can. A folder that is there is tried with one inside.
std::optional<std::string> trial_failure(fs::path const& directory, fs::path const& existing) {
    auto trial = fs::absolute(directory).lexically_normal();
    if (trial == existing || trial.parent_path() == existing) {
        trial = existing / (".balmer-trial-" + std::to_string(::getpid()));
    } else {
        while (trial.parent_path() != existing) trial = trial.parent_path();
    }
    if (::mkdir(trial.c_str(), 0777) != 0) {
        if (errno == EEXIST) return std::nullopt;
        return "'" + existing.string() + "' takes no folder (" + std::strerror(errno) + ")";
    }
    ::rmdir(trial.c_str());
    return std::nullopt;
}

fs::path first_free_name(fs::path const& directory) {
    auto plain = fs::absolute(directory).lexically_normal();
    if (!plain.has_filename()) plain = plain.parent_path();
    for (int number = 1;; ++number) {
        auto name = plain;
        name += "." + std::to_string(number);
        if (!fs::exists(name)) return name;
    }
}

/// Moves the result files, not the folder: the lock stays where it is held.
fs::path move_results(fs::path const& directory) {
    auto const target = first_free_name(directory);
    fs::create_directory(target);
    for (auto const& file : results_in(directory)) fs::rename(file, target / file.filename());
    return target;
}

/// Of folders, innermost first.
void remove_folders(std::vector<fs::path> const& folders) noexcept {
    std::error_code ignored;
    if (folders.empty()) return;
    fs::remove(folders.front() / "lock", ignored);
    for (auto const& path : folders) fs::remove(path, ignored);
}

/// Made folders, removed again unless kept.
class NewFolders {
public:
    explicit NewFolders(fs::path const& directory) {
        for (auto path = fs::absolute(directory).lexically_normal(); !fs::exists(path);
             path = path.parent_path()) {
            if (path.has_filename()) made_.push_back(path);
        }
        try {
            fs::create_directories(directory);
        } catch (fs::filesystem_error const& error) {
            remove_folders(made_);
            throw IoError("make the folder", directory.string(), error.code().value());
        }
    }
    NewFolders(NewFolders const&) = delete;
    NewFolders& operator=(NewFolders const&) = delete;
    ~NewFolders() { remove_folders(made_); }
    std::vector<fs::path> keep() { return std::exchange(made_, {}); }

private:
    /// Innermost first.
    std::vector<fs::path> made_;
};

}  // namespace

std::optional<std::string> run_directory_problem(fs::path const& directory, OldResults policy) {
    auto const name = "run directory '" + directory.string() + "'";
    auto const existing = nearest_existing(directory);
    if (!fs::is_directory(existing)) {
        return name + " cannot be made: '" + existing.string() + "' is not a folder";
    }
    if (::access(existing.c_str(), W_OK | X_OK) != 0) {
        return name + " cannot be written ('" + existing.string() + "': " + std::strerror(errno) +
               ")";
    }
    if (auto const failure = trial_failure(directory, existing)) {
        return name + " cannot be made: " + *failure + ". Take another --run directory?";
    }
    if (auto const holder = lock_holder(directory)) return in_use(directory, *holder);
    if (must_be_refused(directory, policy)) return refusal(directory);
    return std::nullopt;
}

RunDirectory open_run_directory(fs::path const& directory, OldResults policy) {
    NewFolders folders(directory);
    RunDirectory result{directory, RunLock(directory), {}, {}};
    if (must_be_refused(directory, policy)) throw InputError(refusal(directory));
    if (policy == OldResults::keep_under_another_name && !results_in(directory).empty()) {
        result.moved_to = move_results(directory);
    }
    // A STOP of an earlier run is not meant for this one.
    fs::remove(directory / "STOP");
    result.made = folders.keep();
    return result;
}

void remove_new_folders(RunDirectory const& directory) noexcept { remove_folders(directory.made); }

}  // namespace balmer::app
