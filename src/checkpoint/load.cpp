#include "balmer/base/error.hpp"
#include "balmer/checkpoint/store.hpp"

#include "file_bytes.hpp"

#include <array>

namespace balmer::checkpoint {
namespace {

namespace fs = std::filesystem;

/// Whether there is anything with that name, readable or not.
bool is_there(fs::path const& file) {
    std::error_code error;
    auto const status = fs::symlink_status(file, error);
    if (status.type() == fs::file_type::none) {
        throw IoError("look for", file.string(), error.value());
    }
    return status.type() != fs::file_type::not_found;
}

std::string as_warning(std::vector<std::string> const& problems, fs::path const& file) {
    std::string text;
    for (auto const& problem : problems) text += problem + "; ";
    return text + "'" + file.string() + "', which is older, is used instead";
}

}  // namespace

Checkpoint read_checkpoint(fs::path const& file) { return decode(read_file(file), file.string()); }

std::optional<Loaded> load_checkpoint(fs::path const& directory) {
    std::vector<std::string> problems;
    bool is_any_there = false;
    for (auto const* name : {current_name, previous_name, damaged_name}) {
        auto const file = directory / name;
        if (!is_there(file)) {
            // It rarely exists, so its absence is not a problem to report.
            if (name == damaged_name) continue;
            problems.push_back("'" + file.string() + "' is missing");
            continue;
        }
        is_any_there = true;
        try {
            Loaded loaded{read_checkpoint(file), file, {}};
            if (!problems.empty()) loaded.warnings.push_back(as_warning(problems, file));
            return loaded;
        } catch (OtherVersionError const&) {
            // Resuming from an older file would overwrite what the other version has found.
            throw;
        } catch (DataError const& error) {
            problems.push_back(error.what());
        } catch (IoError const& error) {
            problems.push_back(error.what());
        }
    }
    if (!is_any_there) return std::nullopt;
    throw DataError(std::move(problems));
}

}  // namespace balmer::checkpoint
