/// \file
/// Whether a file can be written where --out says, asked before any work.
#pragma once

#include <filesystem>
#include <string>

namespace balmer::app {

/// A file can be made at `path`, or a regular one there may be replaced, as `overwrite` says.
/// `example_name` is the name to take instead of one that is none.
/// Throws InputError for a name that is none, a folder that is not there, and whatever is at `path`
/// but a regular file: a device, a pipe, or a link, even where it leads nowhere, since the new file
/// would take its place. Throws IoError where the folder takes no file.
void check_output_file(std::filesystem::path const& path, bool overwrite,
                       std::string const& example_name);

}  // namespace balmer::app
