#include "output_file.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace balmer::app {
namespace {

namespace fs = std::filesystem;

/// errno of creating a temporary file; 0 if it can be created. Permissions alone do not decide
/// this.
int make_and_remove(fs::path const& file) {
    ::unlink(file.c_str());
    int const descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    ::close(descriptor);
    ::unlink(file.c_str());
    return 0;
}

/// Looks at a symbolic link itself, not at its target: the rename would replace the link.
void check_what_is_there(fs::path const& path, bool overwrite) {
    std::error_code ignored;
    auto const type = fs::symlink_status(path, ignored).type();
    if (type == fs::file_type::not_found || type == fs::file_type::none) return;
    auto const name = "'" + path.string() + "'";
    if (type == fs::file_type::symlink) {
        throw InputError("--out " + name +
                         " is a symbolic link (it is neither followed nor replaced). Give the name "
                         "of its target?");
    }
    if (type != fs::file_type::regular) {
        throw InputError("--out " + name +
                         " is a device, a pipe or a socket (only regular files are replaced). "
                         "Choose another name?");
    }
    if (!overwrite) {
        throw InputError(
            name +
            " exists already (it is not overwritten). Add --overwrite, or choose another --out");
    }
}

}  // namespace

void check_output_file(fs::path const& path, bool overwrite, std::string const& example_name) {
    std::error_code ignored;
    BALMER_VALIDATE(path.has_filename() && !fs::is_directory(path, ignored),
                    "--out '" + path.string() + "' is not a file name. Use " + example_name + "?");
    check_what_is_there(path, overwrite);
    auto const folder = path.parent_path();
    if (!folder.empty() && !fs::is_directory(folder, ignored)) {
        throw InputError("no folder '" + folder.string() + "' for --out. Create it first");
    }
    remove_dead_temporaries(path);
    if (int const problem = make_and_remove(temporary_name(path)); problem != 0) {
        throw IoError("write", path.string(), problem);
    }
}

}  // namespace balmer::app
