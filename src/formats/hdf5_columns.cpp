#include "hdf5_columns.hpp"

#include "balmer/base/near_names.hpp"
#include "balmer/formats/hdf5_io.hpp"

#include "event_format.hpp"

#include <algorithm>
#include <set>

namespace balmer::formats {
namespace {

std::string last_component(std::string const& path) { return path.substr(path.rfind('/') + 1); }

Role role_of(std::string const& path) {
    auto const group = path.substr(0, path.rfind('/'));
    if (group == features_group) return Role::feature;
    if (group == targets_group) return Role::target;
    if (group == weights_group) return Role::weight;
    if (path.starts_with(std::string(latent_group) + "/")) return Role::latent;
    return Role::other;
}

/// "12 × 3".
std::string shape_text(std::vector<std::size_t> const& shape) {
    std::string text;
    for (auto const size : shape) text += (text.empty() ? "" : " × ") + std::to_string(size);
    return text.empty() ? "a single value" : text;
}

std::string refusal_of(DatasetInfo const& dataset) {
    if (!dataset.is_numeric) {
        std::string reason = "is of type " + dataset.type + " (numbers are needed).";
        if (dataset.type == "compound") return reason + " Write each field as its own dataset?";
        if (dataset.type == "enumeration") return reason + " Write it as integers?";
        return reason + " Write it as float64?";
    }
    if (dataset.shape.size() == 2) {
        return "is " + shape_text(dataset.shape) +
               " (a column has one dimension). Set data.matrix to it?";
    }
    if (dataset.shape.size() != 1) {
        return "is " + shape_text(dataset.shape) + " (a column has one dimension)";
    }
    return "";
}

/// Reads one column or one matrix into columns of the block.
class BlockSource {
public:
    BlockSource(hid_t file, std::string const& path) : reader_(file, path) {}

    std::size_t row_count() const { return reader_.row_count(); }
    /// Maps column `source` of the dataset to column `target` of the block.
    void map(std::size_t source, std::size_t target) { targets_.emplace_back(source, target); }

    void read(std::size_t first, std::size_t count, std::vector<std::vector<double>>& block) {
        if (reader_.row_size() == 1) {
            reader_.read(first, count, block[targets_.front().second].data());
            return;
        }
        // Reads in smaller pieces if the matrix is wide and few columns are used.
        auto const step = std::max<std::size_t>(1, block_values / reader_.row_size());
        for (std::size_t done = 0; done < count; done += step) {
            auto const piece = std::min(step, count - done);
            rows_.resize(piece * reader_.row_size());
            reader_.read(first + done, piece, rows_.data());
            for (auto const& [source, target] : targets_) {
                for (std::size_t i = 0; i < piece; ++i) {
                    block[target][done + i] = rows_[i * reader_.row_size() + source];
                }
            }
        }
    }

private:
    DatasetReader reader_;
    std::vector<std::pair<std::size_t, std::size_t>> targets_;
    std::vector<double> rows_;
};

}  // namespace

bool has_hdf5_signature(std::filesystem::path const& path) {
    QuietHdf5 const quiet;
    auto const answer = H5Fis_hdf5(path.c_str());
    H5Eclear2(H5E_DEFAULT);
    return answer > 0;
}

std::string describe_damage(std::filesystem::path const& path, Hdf5Error const& error) {
    auto const name = path.string();
    std::string text = std::string(error.what());
    if (text.find("'" + name + "'") == std::string::npos) text = "'" + name + "': " + text;
    return text + ". Damaged or incomplete: make or copy it again?";
}

FileHandle open_event_data(std::filesystem::path const& path) {
    try {
        return open_hdf5(path);
    } catch (Hdf5Error const& error) {
        throw DataError(describe_damage(path, error));
    }
}

bool is_event_file(hid_t file, std::filesystem::path const& path) {
    if (read_text_attribute(file, "format") != event_format) return false;
    auto const version = read_integer_attribute(file, "version");
    if (version == event_format_version) return true;
    throw DataError("'" + path.string() + "' is an event file of version " +
                    (version ? std::to_string(*version) : "unknown") +
                    " (this balmer reads version " + std::to_string(event_format_version) +
                    "). Use the balmer that made it, or make it again?");
}

Hdf5Columns::Hdf5Columns(std::filesystem::path const& path, MatrixSpec const& matrix,
                         ProblemList& problems)
    : path_(path), file_(open_event_data(path)) {
    try {
        is_event_file_ = is_event_file(file_.id(), path);
        auto const datasets = list_datasets(file_.id());
        add_datasets(datasets);
        first_matrix_column_ = columns_.size();
        add_matrix(datasets, matrix, problems);
    } catch (Hdf5Error const& error) {
        throw DataError(describe_damage(path, error));
    }
}

void Hdf5Columns::add_datasets(std::vector<DatasetInfo> const& datasets) {
    for (auto const& dataset : datasets) {
        FileColumn column{.path = dataset.path,
                          .name = last_component(dataset.path),
                          .unit = dataset.unit,
                          .description = dataset.description,
                          .role = is_event_file_ ? role_of(dataset.path) : Role::other,
                          .refusal = refusal_of(dataset)};
        if (!dataset.shape.empty()) column.row_count = dataset.shape.front();
        columns_.push_back(std::move(column));
    }
}

void Hdf5Columns::add_matrix(std::vector<DatasetInfo> const& datasets, MatrixSpec const& matrix,
                             ProblemList& problems) {
    if (matrix.path.empty()) {
        if (!matrix.columns.empty()) {
            problems.add(
                "data.matrix_columns is set without data.matrix (the dataset with these columns)");
        }
        return;
    }
    matrix_path_ = matrix.path.starts_with("/") ? matrix.path : "/" + matrix.path;
    auto const subject = "data.matrix '" + matrix_path_ + "' of '" + path_.string() + "' ";
    auto const found =
        std::find_if(datasets.begin(), datasets.end(),
                     [&](DatasetInfo const& dataset) { return dataset.path == matrix_path_; });
    std::optional<std::size_t> row_count;
    if (found == datasets.end()) {
        std::vector<std::string> paths;
        for (auto const& dataset : datasets) paths.push_back(dataset.path);
        problems.add(subject + "does not exist." + suggestion(matrix_path_, paths) +
                     " The file has: " + quoted_list(paths));
    } else if (!found->is_numeric) {
        problems.add(subject + "is of type " + found->type + " (numbers are needed)");
    } else if (found->shape.size() != 2) {
        problems.add(subject + "is " + shape_text(found->shape) +
                     " (a matrix has two dimensions: events × columns)");
    } else {
        row_count = found->shape[0];
        if (found->shape[1] != matrix.columns.size()) {
            problems.add(subject + "has " + std::to_string(found->shape[1]) +
                         " columns, but data.matrix_columns has " +
                         std::to_string(matrix.columns.size()) + " names (each column needs one)");
        }
    }
    std::set<std::string> names;
    for (auto const& name : matrix.columns) {
        if (!names.insert(name).second) {
            problems.add("data.matrix_columns has '" + name + "' twice (names must differ)");
        }
        columns_.push_back(
            {.path = matrix_path_ + "/" + name, .name = name, .row_count = row_count});
    }
}

void Hdf5Columns::read(std::span<std::size_t const> columns, BlockVisitor const& visit) const {
    try {
        std::vector<BlockSource> sources;
        std::optional<std::size_t> matrix_source;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i] < first_matrix_column_) {
                sources.emplace_back(file_.id(), columns_[columns[i]].path);
                sources.back().map(0, i);
                continue;
            }
            if (!matrix_source) {
                matrix_source = sources.size();
                sources.emplace_back(file_.id(), matrix_path_);
            }
            sources[*matrix_source].map(columns[i] - first_matrix_column_, i);
        }
        auto const row_count = sources.front().row_count();
        auto const step = block_rows(columns.size());
        std::vector<std::vector<double>> values(columns.size());
        for (auto& column : values) column.resize(std::min(step, row_count));
        Block block;
        for (std::size_t first = 0; first < row_count; first += step) {
            auto const count = std::min(step, row_count - first);
            for (auto& source : sources) source.read(first, count, values);
            block.first_row = first;
            block.row_count = count;
            block.columns.clear();
            for (auto const& column : values) block.columns.emplace_back(column.data(), count);
            visit(block);
        }
    } catch (Hdf5Error const& error) {
        throw DataError(describe_damage(path_, error));
    }
}

}  // namespace balmer::formats
