#include "column_file.hpp"

#include "balmer/base/near_names.hpp"

#include "hdf5_columns.hpp"
#include "text_columns.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace balmer::data {
namespace {

namespace fs = std::filesystem;

/// How files that people try begin, and what to do with them.
struct Signature {
    std::string_view start;
    std::string_view kind;
    std::string_view way_out;
};

constexpr std::array signatures = {
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

/// The first bytes, enough to tell kinds apart.
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

/// A user block of 512, 1024, … bytes may stand before the signature, so the library is asked.
bool is_hdf5(fs::path const& path, std::string_view start) {
    return start.starts_with(hdf5_signature) || has_hdf5_signature(path);
}

}  // namespace

FileKind find_kind(fs::path const& path) {
    auto const start = read_start(path);
    if (is_hdf5(path, start)) return FileKind::hdf5;
    auto const name = "'" + path.string() + "'";
    for (auto const& signature : signatures) {
        if (!start.starts_with(signature.start)) continue;
        throw DataError(name + " is " + std::string(signature.kind) +
                        " (HDF5 or text with a header line is needed). " +
                        std::string(signature.way_out));
    }
    if (is_named_hdf5(path)) {
        throw DataError(name +
                        " is not an HDF5 file in spite of its name (it does not start as "
                        "one). Give a text file the ending .csv, or make it again?");
    }
    if (start.find('\0') != std::string::npos) {
        throw DataError(name + " is neither an HDF5 file nor text (it holds zero bytes)");
    }
    return FileKind::text;
}

std::unique_ptr<ColumnFile> open_columns(fs::path const& path, MatrixSpec const& matrix,
                                         SourceProblems& problems) {
    if (find_kind(path) == FileKind::hdf5) {
        auto const* key = matrix.path.empty() ? "data.matrix_columns" : "data.matrix";
        return problems.under(key, [&](ProblemList& found) {
            return std::make_unique<Hdf5Columns>(path, matrix, found);
        });
    }
    if (!matrix.path.empty() || !matrix.columns.empty()) {
        problems.add(matrix.path.empty() ? "data.matrix_columns" : "data.matrix",
                     "data.matrix '" + matrix.path + "' makes no sense for the text file '" +
                         path.string() + "' (its header names its columns). Remove data.matrix?");
    }
    return problems.under("data.file", [&](ProblemList& found) {
        return std::make_unique<TextColumns>(path, found);
    });
}

}  // namespace balmer::data
