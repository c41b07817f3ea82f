#include "hdf5_datasets.hpp"

#include "balmer/formats/hdf5_io.hpp"

#include <algorithm>

namespace balmer::formats {
namespace {

/// Chunks up to this size stay in memory between two blocks, so that each is decompressed once.
constexpr std::size_t largest_cache_bytes = std::size_t{64} << 20;

herr_t add_name(hid_t, char const* name, H5L_info_t const*, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

std::vector<std::string> list_links(hid_t file) {
    std::vector<std::string> names;
    check_hdf5(H5Lvisit(file, H5_INDEX_CRT_ORDER, H5_ITER_INC, add_name, &names), "list links of",
               "/");
    return names;
}

std::string type_name(hid_t type) {
    auto const bits = std::to_string(8 * H5Tget_size(type));
    switch (H5Tget_class(type)) {
        case H5T_FLOAT:
            return "float" + bits;
        case H5T_INTEGER:
            return (H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int") + bits;
        case H5T_STRING:
            return "text";
        case H5T_COMPOUND:
            return "compound";
        case H5T_ENUM:
            return "enumeration";
        case H5T_ARRAY:
            return "array";
        case H5T_VLEN:
            return "variable-length list";
        case H5T_BITFIELD:
            return "bit field";
        case H5T_OPAQUE:
            return "opaque";
        case H5T_REFERENCE:
            return "reference";
        default:
            return "unknown";
    }
}

std::vector<hsize_t> shape_of(hid_t dataset, std::string const& path) {
    DataspaceHandle const space(H5Dget_space(dataset), "read shape of dataset", path);
    if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) return {0};
    auto const rank =
        check_hdf5(H5Sget_simple_extent_ndims(space.id()), "read shape of dataset", path);
    std::vector<hsize_t> shape(static_cast<std::size_t>(rank));
    check_hdf5(H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr),
               "read shape of dataset", path);
    return shape;
}

DatasetInfo describe(hid_t dataset, std::string const& path) {
    DatatypeHandle const type(H5Dget_type(dataset), "read type of dataset", path);
    auto const type_class = H5Tget_class(type.id());
    auto const shape = shape_of(dataset, path);
    return {.path = path,
            .unit = read_text_attribute(dataset, "unit").value_or(""),
            .description = read_text_attribute(dataset, "description").value_or(""),
            .type = type_name(type.id()),
            .is_numeric = type_class == H5T_FLOAT || type_class == H5T_INTEGER,
            .shape = {shape.begin(), shape.end()}};
}

/// Bytes of one chunk; 0 for other layouts.
std::size_t chunk_bytes(hid_t dataset, std::string const& path) {
    PropertyHandle const creation(H5Dget_create_plist(dataset), "read layout of dataset", path);
    if (H5Pget_layout(creation.id()) != H5D_CHUNKED) return 0;
    std::vector<hsize_t> chunk(H5S_MAX_RANK);
    auto const rank = check_hdf5(H5Pget_chunk(creation.id(), H5S_MAX_RANK, chunk.data()),
                                 "read layout of dataset", path);
    DatatypeHandle const type(H5Dget_type(dataset), "read type of dataset", path);
    std::size_t bytes = H5Tget_size(type.id());
    for (int i = 0; i < rank; ++i) bytes *= chunk[static_cast<std::size_t>(i)];
    return bytes;
}

DatasetHandle open_dataset(hid_t file, std::string const& path) {
    DatasetHandle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), "open dataset", path);
    auto const bytes = chunk_bytes(dataset.id(), path);
    constexpr std::size_t default_cache_bytes = std::size_t{1} << 20;
    if (2 * bytes <= default_cache_bytes) return dataset;
    PropertyHandle const access(H5Pcreate(H5P_DATASET_ACCESS), "open dataset", path);
    check_hdf5(
        H5Pset_chunk_cache(access.id(), H5D_CHUNK_CACHE_NSLOTS_DEFAULT,
                           std::min(2 * bytes, largest_cache_bytes), H5D_CHUNK_CACHE_W0_DEFAULT),
        "open dataset", path);
    // Closed first, because a second handle on an open dataset shares the cache of the first.
    dataset.close("close dataset", path);
    return {H5Dopen2(file, path.c_str(), access.id()), "open dataset", path};
}

}  // namespace

std::vector<DatasetInfo> list_datasets(hid_t file) {
    std::vector<DatasetInfo> datasets;
    for (auto const& name : list_links(file)) {
        auto const id = H5Oopen(file, name.c_str(), H5P_DEFAULT);
        if (id < 0) {
            H5Eclear2(H5E_DEFAULT);
            continue;
        }
        ObjectHandle const object(id, "open", name);
        if (H5Iget_type(id) == H5I_DATASET) datasets.push_back(describe(id, "/" + name));
    }
    return datasets;
}

DatasetReader::DatasetReader(hid_t file, std::string path)
    : path_(std::move(path)),
      dataset_(open_dataset(file, path_)),
      shape_(shape_of(dataset_.id(), path_)) {
    if (shape_.empty()) shape_.push_back(1);
    row_count_ = shape_.front();
    for (std::size_t i = 1; i < shape_.size(); ++i) row_size_ *= shape_[i];
}

void DatasetReader::read(std::size_t first_row, std::size_t row_count, double* values) const {
    constexpr auto action = "read dataset";
    if (row_count * row_size_ == 0) return;
    DataspaceHandle const file_space(H5Dget_space(dataset_.id()), action, path_);
    if (H5Sget_simple_extent_ndims(file_space.id()) > 0) {
        std::vector<hsize_t> start(shape_.size(), 0);
        auto count = shape_;
        start[0] = first_row;
        count[0] = row_count;
        check_hdf5(H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr,
                                       count.data(), nullptr),
                   action, path_);
    }
    hsize_t const size = row_count * row_size_;
    DataspaceHandle const memory_space(H5Screate_simple(1, &size, nullptr), action, path_);
    check_hdf5(H5Dread(dataset_.id(), H5T_NATIVE_DOUBLE, memory_space.id(), file_space.id(),
                       H5P_DEFAULT, values),
               action, path_);
}

}  // namespace balmer::formats
