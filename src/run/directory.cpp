#include "balmer/run/directory.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/run/layout.hpp"

#include "new_folders.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> results_in(fs::path const& directory) {
    std::vector<fs::path> found;
    for (auto const* name : result_names) {
        if (fs::exists(directory / name)) found.push_back(directory / name);
    }
    return found;
}

/// The folder itself, or its nearest existing parent.
fs::path nearest_existing(fs::path path) {
    path = fs::absolute(path).lexically_normal();
    while (!fs::exists(path) && path.has_relative_path()) path = path.parent_path();
    return path;
}

bool must_be_refused(fs::path const& directory, OldResults policy) {
    return policy == OldResults::resume && !has_checkpoint(directory) &&
           !results_in(directory).empty();
}

std::string refusal(fs::path const& directory) {
    return "run directory '" + directory.string() +
           "' contains the results of an earlier run but no checkpoint to resume from (results are "
           "not overwritten). Add --fresh to keep them under another name and start anew, or "
           "choose another --run directory";
}

/// Why a folder cannot be created in `existing` although permissions allow it (/proc, a full disk);
/// nullopt if it can. Tries a temporary name: another process may be creating the real one.
std::optional<std::string> trial_failure(fs::path const& existing) {
    auto const trial = existing / (".balmer-trial-" + std::to_string(::getpid()));
    if (::mkdir(trial.c_str(), 0777) != 0) {
        int const reason = errno;
        // Another process may have created and removed `existing`: opening it will report that.
        if (reason == EEXIST || !fs::exists(existing)) return std::nullopt;
        return "cannot create a folder in '" + existing.string() + "' (" + std::strerror(reason) +
               ")";
    }
    ::rmdir(trial.c_str());
    return std::nullopt;
}

/// Creates the first folder of `start`.1, `start`.2, … that does not exist. Returns its name.
fs::path make_numbered(fs::path const& start) {
    for (int number = 1;; ++number) {
        auto name = start;
        name += "." + std::to_string(number);
        if (::mkdir(name.c_str(), 0777) == 0) return name;
        if (errno != EEXIST) throw IoError("create the folder", name.string(), errno);
    }
}

/// The folder itself; if it is a symbolic link, its target.
fs::path real_folder(fs::path const& directory) {
    auto plain = fs::absolute(directory).lexically_normal();
    if (!plain.has_filename()) plain = plain.parent_path();
    return fs::is_symlink(plain) ? fs::canonical(plain) : plain;
}

/// Moves the result files into `target`, all or none; checkpoints go last.
void move_files(std::vector<fs::path> const& files, fs::path const& target) {
    for (auto file = files.begin(); file != files.end(); ++file) {
        if (std::rename(file->c_str(), (target / file->filename()).c_str()) == 0) continue;
        int const reason = errno;
        while (file != files.begin()) {
            --file;
            std::rename((target / file->filename()).c_str(), file->c_str());
        }
        ::rmdir(target.c_str());
        throw IoError("move old results into '" + target.string() + "' from", files[0].string(),
                      reason);
    }
}

/// Moves the result files, not the folder, so that the lock stays held. The target is a new folder
/// beside it, or inside it if the parent is another file system (a mount point) or not writable.
fs::path move_results(fs::path const& directory) {
    auto const folder = real_folder(directory);
    auto const files = results_in(directory);
    try {
        auto const target = make_numbered(folder);
        move_files(files, target);
        return target;
    } catch (IoError const& beside) {
        try {
            auto const target = make_numbered(folder / "earlier");
            move_files(files, target);
            return target;
        } catch (IoError const& inside) {
            throw InputError("old results in run directory '" + directory.string() +
                             "' cannot be moved, neither beside it (" + beside.what() +
                             ") nor into a folder inside it (" + inside.what() +
                             "). Move them yourself, or choose another --run directory");
        }
    }
}

/// Removes the STOP of an earlier run.
void remove_stop(fs::path const& directory) {
    std::error_code error;
    fs::remove(directory / stop_name, error);
    if (!error) return;
    throw InputError(
        "'" + (directory / stop_name).string() + "' cannot be removed (" + error.message() +
        "): it would end the run at once. Remove it, or choose another --run directory");
}

/// Repeats `open` if the folder disappears meanwhile: another process may be removing it.
template <class Open>
auto while_it_vanishes(Open const& open) {
    for (int attempt = 1;; ++attempt) {
        try {
            return open();
        } catch (IoError const& error) {
            if (error.error_number() != ENOENT || attempt == 50) throw;
        }
    }
}

}  // namespace

std::optional<std::string> directory_problem(fs::path const& directory, OldResults policy) {
    auto const name = "run directory '" + directory.string() + "'";
    auto const existing = nearest_existing(directory);
    if (!fs::is_directory(existing)) {
        return name + " cannot be created: '" + existing.string() + "' is not a folder";
    }
    if (::access(existing.c_str(), W_OK | X_OK) != 0) {
        return name + " cannot be written ('" + existing.string() + "': " + std::strerror(errno) +
               ")";
    }
    if (auto const failure = trial_failure(existing)) {
        return name + " cannot be created: " + *failure + ". Choose another --run directory?";
    }
    if (auto const holder = lock_holder(directory)) return in_use(directory, *holder);
    if (must_be_refused(directory, policy)) return refusal(directory);
    return std::nullopt;
}

Directory open_directory(fs::path const& directory, OldResults policy) {
    auto result = while_it_vanishes([&] {
        NewFolders folders(directory);
        Lock lock(directory);
        return Directory{directory, std::move(lock), {}, folders.keep()};
    });
    try {
        if (must_be_refused(directory, policy)) throw InputError(refusal(directory));
        if (policy == OldResults::keep_under_another_name && !results_in(directory).empty()) {
            result.moved_to = move_results(directory);
        }
        remove_stop(directory);
        for (auto const* name : {job_name, hall_of_fame_csv, hall_of_fame_json}) {
            remove_temporaries(directory / name);
        }
    } catch (...) {
        remove_new_folders(result);
        throw;
    }
    return result;
}

void remove_new_folders(Directory const& directory) noexcept {
    if (directory.made.empty()) return;
    std::error_code error;
    for (fs::directory_iterator file(directory.path, error), end; !error && file != end;
         file.increment(error)) {
        if (file->path().filename() != lock_name) return;
    }
    directory.lock.remove_file();
    remove_empty_folders(directory.made);
}

}  // namespace balmer::run
