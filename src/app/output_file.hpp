/// \file
/// Checks that a file can be written at --out, before any work.
#pragma once

#include <filesystem>
#include <string>

namespace balmer::app {

/// Checks that a file can be created at `path`, or that a regular file there may be replaced, as
/// `overwrite` says. Messages suggest `example_name`. Throws InputError if the path is not a file
/// name, its folder does not exist, or anything but a regular file is there: a device, a pipe, or a
/// symbolic link, even a dangling one, because the new file would replace it. Throws IoError if no
/// file can be created in the folder. Removes the temporary files of killed writers of `path`.
void check_output_file(std::filesystem::path const& path, bool overwrite,
                       std::string const& example_name);

}  // namespace balmer::app
