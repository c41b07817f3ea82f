#include "balmer/formats/format.hpp"

#include "balmer/base/near_names.hpp"

#include "hdf5_columns.hpp"
#include "hdf5_summary.hpp"
#include "text_columns.hpp"
#include "text_summary.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace balmer::formats {
namespace {

namespace fs = std::filesystem;

/// How a file that cannot be read starts, and what to do with it.
struct Signature {
    std::string_view start;
    std::string_view kind;
    std::string_view way_out;
};

/// Formats that users try.
constexpr std::array foreign_formats = {
    Signature{"root", "a ROOT file", "Convert it with uproot and h5py?"},
    Signature{"PAR1", "a Parquet file", "Convert it with pandas and h5py?"},
    Signature{"\x93NUMPY", "a NumPy file", "Convert it with numpy.load and h5py?"},
    Signature{"PK\x03\x04", "a zip or npz archive", "Unpack or convert it?"},
    Signature{"\x1f\x8b", "a gzip file", "Unpack it with gunzip?"},
    Signature{"CDF", "a classic NetCDF file", "Convert it with nccopy -k nc4?"},
};

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

std::string files_nearby(fs::path const& path) {
    std::vector<std::string> names;
    std::error_code error;
    auto const folder = path.parent_path().empty() ? fs::path(".") : path.parent_path();
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return suggestion(path.filename().string(), names);
}

/// The first bytes, enough to distinguish the formats.
std::string read_start(fs::path const& path) {
    auto const name = "'" + path.string() + "'";
    std::error_code error;
    auto const status = fs::status(path, error);
    if (!fs::exists(status)) {
        throw DataError("no file " + name + "." + files_nearby(path));
    }
    if (fs::is_directory(status)) throw DataError(name + " is a folder (a file is needed)");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) throw DataError("cannot open " + name + ": " + std::strerror(errno));
    std::string start(4096, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    if (file.bad()) throw DataError("cannot read " + name + ": " + std::strerror(errno));
    start.resize(static_cast<std::size_t>(file.gcount()));
    if (start.empty()) throw DataError(name + " is empty (0 bytes). Make or copy it again?");
    return start;
}

bool is_named_hdf5(fs::path const& path) {
    auto const extension = path.extension().string();
    constexpr std::array<std::string_view, 5> names = {".h5", ".hdf5", ".hdf", ".he5", ".nc"};
    return std::find(names.begin(), names.end(), extension) != names.end();
}

/// A user block of 512, 1024, … bytes may precede the signature, so the library is asked as well.
bool recognise_hdf5(fs::path const& path, std::string_view start) {
    return start.starts_with(hdf5_signature) || has_hdf5_signature(path);
}

/// The known format that cannot be read, if the file has one.
Signature const* find_foreign(std::string_view start) {
    auto const found = std::ranges::find_if(foreign_formats, [&](Signature const& signature) {
        return start.starts_with(signature.start);
    });
    return found == foreign_formats.end() ? nullptr : &*found;
}

bool has_zero_bytes(std::string_view start) { return start.find('\0') != std::string_view::npos; }

/// Text has no signature: a file is text if nothing contradicts it.
bool recognise_text(fs::path const& path, std::string_view start) {
    return find_foreign(start) == nullptr && !is_named_hdf5(path) && !has_zero_bytes(start);
}

template <class Columns>
std::unique_ptr<ColumnFile> open_with_matrix(fs::path const& path, MatrixSpec const& matrix,
                                             ProblemList& problems) {
    return std::make_unique<Columns>(path, matrix, problems);
}

template <class Columns>
std::unique_ptr<ColumnFile> open_columns(fs::path const& path, MatrixSpec const&,
                                         ProblemList& problems) {
    return std::make_unique<Columns>(path, problems);
}

constexpr std::array format_table = {
    Format{.name = "HDF5",
           .has_matrices = true,
           .recognise = recognise_hdf5,
           .open = open_with_matrix<Hdf5Columns>,
           .inspect = inspect_hdf5},
    Format{.name = "text",
           .has_matrices = false,
           .recognise = recognise_text,
           .open = open_columns<TextColumns>,
           .inspect = inspect_text},
};

[[noreturn]] void throw_unknown(fs::path const& path, std::string_view start) {
    auto const name = "'" + path.string() + "'";
    if (auto const* const foreign = find_foreign(start)) {
        throw DataError(name + " is " + std::string(foreign->kind) +
                        " (HDF5 or text with a header line is needed). " +
                        std::string(foreign->way_out));
    }
    if (is_named_hdf5(path)) {
        throw DataError(name +
                        " is not an HDF5 file in spite of its name (it does not start with "
                        "the HDF5 signature). Rename it to .csv if it is text, or make it again?");
    }
    throw DataError(name + " is neither an HDF5 file nor text (it contains zero bytes)");
}

}  // namespace

std::span<Format const> all_formats() { return format_table; }

Format const& find_format(fs::path const& path) {
    auto const start = read_start(path);
    for (auto const& format : format_table) {
        if (format.recognise(path, start)) return format;
    }
    throw_unknown(path, start);
}

}  // namespace balmer::formats
