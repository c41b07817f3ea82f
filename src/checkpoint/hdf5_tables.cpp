#include "hdf5_tables.hpp"

#include "balmer/formats/hdf5_io.hpp"

#include <charconv>
#include <cstdio>

#include <xxhash.h>

namespace balmer::checkpoint {
namespace {

using formats::check_hdf5;
using formats::DatasetHandle;
using formats::DataspaceHandle;
using formats::DatatypeHandle;
using formats::GroupHandle;
using formats::PropertyHandle;

constexpr auto writing = "write dataset";
constexpr auto reading = "read dataset";

DatatypeHandle text_type() {
    DatatypeHandle type(H5Tcopy(H5T_C_S1), "make", "text type");
    check_hdf5(H5Tset_size(type.id(), H5T_VARIABLE), "make", "text type");
    check_hdf5(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make", "text type");
    return type;
}

DatatypeHandle list_type(hid_t element) { return {H5Tvlen_create(element), "make", "list type"}; }

struct DatasetTypes {
    hid_t file = H5I_INVALID_HID;
    hid_t memory = H5I_INVALID_HID;
};

/// Without time stamps.
DatasetHandle write_dataset(hid_t group, std::string const& name, DatasetTypes types,
                            DataspaceHandle const& space, void const* values) {
    PropertyHandle const creation(H5Pcreate(H5P_DATASET_CREATE), writing, name);
    check_hdf5(H5Pset_obj_track_times(creation.id(), false), writing, name);
    DatasetHandle dataset(H5Dcreate2(group, name.c_str(), types.file, space.id(), H5P_DEFAULT,
                                     creation.id(), H5P_DEFAULT),
                          writing, name);
    if (check_hdf5(H5Sget_simple_extent_npoints(space.id()), writing, name) > 0) {
        check_hdf5(H5Dwrite(dataset.id(), types.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
                   writing, name);
    }
    return dataset;
}

DatasetHandle write_vector(hid_t group, std::string const& name, DatasetTypes types,
                           std::size_t count, void const* values) {
    hsize_t const length = count;
    DataspaceHandle const space(H5Screate_simple(1, &length, nullptr), writing, name);
    return write_dataset(group, name, types, space, values);
}

DatasetHandle open_dataset(hid_t group, std::string const& name) {
    return {H5Dopen2(group, name.c_str(), H5P_DEFAULT), "open dataset", name};
}

std::size_t length_of(DatasetHandle const& dataset, std::string const& name) {
    DataspaceHandle const space(H5Dget_space(dataset.id()), reading, name);
    return static_cast<std::size_t>(
        check_hdf5(H5Sget_simple_extent_npoints(space.id()), reading, name));
}

template <class Value>
std::vector<Value> read_vector(DatasetHandle const& dataset, std::string const& name,
                               hid_t memory_type) {
    std::vector<Value> values(length_of(dataset, name));
    if (!values.empty()) {
        check_hdf5(H5Dread(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
                   reading, name);
    }
    return values;
}

/// Frees what HDF5 allocated for texts or lists.
class Reclaimed {
public:
    Reclaimed(DatasetHandle const& dataset, hid_t type, void* values)
        : space_(H5Dget_space(dataset.id()), reading, "texts"), type_(type), values_(values) {}
    Reclaimed(Reclaimed const&) = delete;
    Reclaimed& operator=(Reclaimed const&) = delete;
    ~Reclaimed() { H5Dvlen_reclaim(type_, space_.id(), H5P_DEFAULT, values_); }

private:
    DataspaceHandle space_;
    hid_t type_;
    void* values_;
};

std::vector<std::string> read_all_texts(hid_t group, std::string const& name) {
    auto const dataset = open_dataset(group, name);
    auto const type = text_type();
    auto texts = read_vector<char*>(dataset, name, type.id());
    Reclaimed const reclaimed(dataset, type.id(), texts.data());
    std::vector<std::string> copies;
    for (auto const* text : texts) copies.emplace_back(text == nullptr ? "" : text);
    return copies;
}

/// `get(buffer, size)` is an HDF5 call that returns the length of a name and copies as much of it
/// as fits.
template <class Get>
std::string name_by(Get const& get) {
    auto const length = static_cast<std::size_t>(check_hdf5(get(nullptr, 0), "read", "name"));
    std::string name(length + 1, '\0');
    check_hdf5(get(name.data(), name.size()), "read", "name");
    name.resize(length);
    return name;
}

}  // namespace

GroupHandle create_ordered_group(hid_t parent, std::string const& name) {
    constexpr auto action = "create group";
    constexpr unsigned keep_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    PropertyHandle const creation(H5Pcreate(H5P_GROUP_CREATE), action, name);
    check_hdf5(H5Pset_link_creation_order(creation.id(), keep_order), action, name);
    check_hdf5(H5Pset_attr_creation_order(creation.id(), keep_order), action, name);
    return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), action,
            name};
}

GroupHandle open_group(hid_t parent, std::string const& name) {
    return {H5Gopen2(parent, name.c_str(), H5P_DEFAULT), "open group", name};
}

void write_column(hid_t group, std::string const& name, std::span<std::int32_t const> values) {
    write_vector(group, name, {H5T_STD_I32LE, H5T_NATIVE_INT32}, values.size(), values.data());
}

void write_column(hid_t group, std::string const& name, std::span<std::uint8_t const> values) {
    write_vector(group, name, {H5T_STD_U8LE, H5T_NATIVE_UINT8}, values.size(), values.data());
}

void write_column(hid_t group, std::string const& name, std::span<double const> values) {
    write_vector(group, name, {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE}, values.size(), values.data());
}

void write_column(hid_t group, std::string const& name, std::span<std::string const> values) {
    auto const type = text_type();
    std::vector<char const*> texts;
    for (auto const& value : values) texts.push_back(value.c_str());
    write_vector(group, name, {type.id(), type.id()}, texts.size(), texts.data());
}

void write_column(hid_t group, std::string const& name,
                  std::span<std::vector<double> const> values) {
    auto const file_type = list_type(H5T_IEEE_F64LE);
    auto const memory_type = list_type(H5T_NATIVE_DOUBLE);
    std::vector<hvl_t> lists;
    // hvl_t requires void*, but nothing writes to it.
    for (auto const& value : values) {
        lists.push_back({value.size(), const_cast<double*>(value.data())});
    }
    write_vector(group, name, {file_type.id(), memory_type.id()}, lists.size(), lists.data());
}

std::vector<std::int32_t> read_integers(hid_t group, std::string const& name) {
    return read_vector<std::int32_t>(open_dataset(group, name), name, H5T_NATIVE_INT32);
}

std::vector<std::uint8_t> read_bytes(hid_t group, std::string const& name) {
    return read_vector<std::uint8_t>(open_dataset(group, name), name, H5T_NATIVE_UINT8);
}

std::vector<double> read_numbers(hid_t group, std::string const& name) {
    return read_vector<double>(open_dataset(group, name), name, H5T_NATIVE_DOUBLE);
}

std::vector<std::string> read_texts(hid_t group, std::string const& name) {
    return read_all_texts(group, name);
}

std::vector<std::vector<double>> read_lists(hid_t group, std::string const& name) {
    auto const dataset = open_dataset(group, name);
    auto const type = list_type(H5T_NATIVE_DOUBLE);
    auto lists = read_vector<hvl_t>(dataset, name, type.id());
    Reclaimed const reclaimed(dataset, type.id(), lists.data());
    std::vector<std::vector<double>> copies;
    for (auto const& list : lists) {
        auto const* const begin = static_cast<double const*>(list.p);
        copies.emplace_back(begin, begin + list.len);
    }
    return copies;
}

void write_text(hid_t group, std::string const& name, std::string const& text) {
    auto const type = text_type();
    DataspaceHandle const scalar(H5Screate(H5S_SCALAR), writing, name);
    char const* const characters = text.c_str();
    write_dataset(group, name, {type.id(), type.id()}, scalar, &characters);
}

std::string read_text(hid_t group, std::string const& name) {
    auto texts = read_all_texts(group, name);
    if (texts.size() != 1) throw LayoutError("'" + name + "' is not a single text");
    return std::move(texts.front());
}

std::string required_text(hid_t object, std::string const& name) {
    auto text = formats::read_text_attribute(object, name);
    if (!text) throw LayoutError("text attribute '" + name + "' is missing");
    return *std::move(text);
}

std::uint64_t required_unsigned(hid_t object, std::string const& name) {
    auto const value = formats::read_unsigned_attribute(object, name);
    if (!value) throw LayoutError("integer attribute '" + name + "' is missing");
    return *value;
}

std::uint64_t required_hash(hid_t object, std::string const& name) {
    auto const text = required_text(object, name);
    std::uint64_t hash = 0;
    auto const* const end = text.data() + text.size();
    auto const [after, error] = std::from_chars(text.data(), end, hash, 16);
    if (error != std::errc() || after != end || text.size() != 16) {
        throw LayoutError("attribute '" + name + "' is '" + text +
                          "' (must be 16 hexadecimal digits)");
    }
    return hash;
}

void write_hash(hid_t object, std::string const& name, std::uint64_t hash) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    formats::write_attribute(object, name, std::string(text));
}

DatasetHandle write_archive_dataset(hid_t group, std::string const& name,
                                    std::span<std::byte const> bytes) {
    auto dataset =
        write_vector(group, name, {H5T_STD_U8LE, H5T_NATIVE_UINT8}, bytes.size(), bytes.data());
    formats::write_attribute(dataset.id(), "length", std::uint64_t{bytes.size()});
    write_hash(dataset.id(), "xxh3", XXH3_64bits(bytes.data(), bytes.size()));
    return dataset;
}

StoredArchive read_archive_dataset(hid_t group, std::string const& name) {
    auto dataset = open_dataset(group, name);
    auto bytes = read_vector<std::byte>(dataset, name, H5T_NATIVE_UINT8);
    if (required_unsigned(dataset.id(), "length") != bytes.size() ||
        required_hash(dataset.id(), "xxh3") != XXH3_64bits(bytes.data(), bytes.size())) {
        throw LayoutError("archive '" + name + "' does not match its length or hash");
    }
    return {std::move(dataset), std::move(bytes)};
}

std::vector<std::string> link_names(hid_t group) {
    H5G_info_t info;
    check_hdf5(H5Gget_info(group, &info), "list", "group");
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        names.push_back(name_by([&](char* name, std::size_t size) {
            return H5Lget_name_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, size,
                                      H5P_DEFAULT);
        }));
    }
    return names;
}

std::vector<std::string> attribute_names(hid_t object) {
    auto const count = check_hdf5(H5Aget_num_attrs(object), "list", "attributes");
    std::vector<std::string> names;
    for (hsize_t i = 0; i < static_cast<hsize_t>(count); ++i) {
        names.push_back(name_by([&](char* name, std::size_t size) {
            return H5Aget_name_by_idx(object, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, size,
                                      H5P_DEFAULT);
        }));
    }
    return names;
}

}  // namespace balmer::checkpoint
