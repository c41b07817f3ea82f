#include "balmer/formats/hdf5_io.hpp"

#include <memory>

namespace balmer::formats {
namespace {

constexpr unsigned keep_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

/// Disables the cleanup of HDF5 at exit. All handles close themselves, and HDF5 1.10 crashes in the
/// cleanup if a file could not be closed because the disk is full.
[[maybe_unused]] herr_t const no_tidying_at_exit = H5dont_atexit();

/// File access without locks, unless the environment requests them.
PropertyHandle unlocked_access(std::string const& subject) {
    PropertyHandle access(H5Pcreate(H5P_FILE_ACCESS), "prepare to open", subject);
    check_hdf5(H5Pset_file_locking(access.id(), false, true), "prepare to open", subject);
    return access;
}

DatatypeHandle text_type(std::string const& subject) {
    DatatypeHandle type(H5Tcopy(H5T_C_S1), "make a text type for", subject);
    check_hdf5(H5Tset_size(type.id(), H5T_VARIABLE), "make a text type for", subject);
    check_hdf5(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make a text type for", subject);
    return type;
}

void write_scalar_attribute(hid_t object, std::string const& name, hid_t file_type,
                            hid_t memory_type, void const* value) {
    DataspaceHandle const scalar(H5Screate(H5S_SCALAR), "write attribute", name);
    AttributeHandle const attribute(
        H5Acreate2(object, name.c_str(), file_type, scalar.id(), H5P_DEFAULT, H5P_DEFAULT),
        "write attribute", name);
    check_hdf5(H5Awrite(attribute.id(), memory_type, value), "write attribute", name);
}

/// Opens the attribute if it exists and contains one value of the class `wanted`.
std::optional<AttributeHandle> open_scalar_attribute(hid_t object, std::string const& name,
                                                     H5T_class_t wanted) {
    if (check_hdf5(H5Aexists(object, name.c_str()), "look for attribute", name) == 0) return {};
    AttributeHandle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), "open attribute", name);
    DatatypeHandle const type(H5Aget_type(attribute.id()), "read attribute", name);
    DataspaceHandle const space(H5Aget_space(attribute.id()), "read attribute", name);
    if (H5Tget_class(type.id()) != wanted) return {};
    if (H5Sget_simple_extent_npoints(space.id()) != 1) return {};
    return attribute;
}

std::string read_variable_text(hid_t attribute, hid_t type, std::string const& name) {
    DatatypeHandle memory_type(H5Tcopy(type), "read attribute", name);
    char* text = nullptr;
    check_hdf5(H5Aread(attribute, memory_type.id(), &text), "read attribute", name);
    std::unique_ptr<char, herr_t (*)(void*)> const owner(text, H5free_memory);
    return text == nullptr ? "" : text;
}

std::string read_fixed_text(hid_t attribute, hid_t type, std::string const& name) {
    std::string text(H5Tget_size(type), '\0');
    check_hdf5(H5Aread(attribute, type, text.data()), "read attribute", name);
    return text.substr(0, text.find('\0'));
}

template <class Number>
std::optional<Number> read_number(hid_t object, std::string const& name, H5T_class_t wanted,
                                  hid_t type) {
    auto const attribute = open_scalar_attribute(object, name, wanted);
    if (!attribute) return {};
    Number value = 0;
    check_hdf5(H5Aread(attribute->id(), type, &value), "read attribute", name);
    return value;
}

}  // namespace

FileHandle open_hdf5(std::filesystem::path const& path) {
    auto const access = unlocked_access(path.string());
    return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), "open", path.string()};
}

FileHandle create_hdf5(std::filesystem::path const& path) {
    auto const access = unlocked_access(path.string());
    PropertyHandle const creation(H5Pcreate(H5P_FILE_CREATE), "create", path.string());
    check_hdf5(H5Pset_link_creation_order(creation.id(), keep_order), "create", path.string());
    return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create",
            path.string()};
}

GroupHandle create_group(hid_t parent, std::string const& name) {
    constexpr auto action = "create group";
    PropertyHandle const creation(H5Pcreate(H5P_GROUP_CREATE), action, name);
    check_hdf5(H5Pset_link_creation_order(creation.id(), keep_order), action, name);
    return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), action,
            name};
}

void write_attribute(hid_t object, std::string const& name, std::string const& value) {
    auto const type = text_type(name);
    char const* const text = value.c_str();
    write_scalar_attribute(object, name, type.id(), type.id(), &text);
}

void write_attribute(hid_t object, std::string const& name, std::int64_t value) {
    write_scalar_attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void write_attribute(hid_t object, std::string const& name, std::uint64_t value) {
    write_scalar_attribute(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

void write_attribute(hid_t object, std::string const& name, double value) {
    write_scalar_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

std::optional<std::string> read_text_attribute(hid_t object, std::string const& name) {
    auto const attribute = open_scalar_attribute(object, name, H5T_STRING);
    if (!attribute) return {};
    DatatypeHandle const type(H5Aget_type(attribute->id()), "read attribute", name);
    bool const variable = check_hdf5(H5Tis_variable_str(type.id()), "read attribute", name) > 0;
    return variable ? read_variable_text(attribute->id(), type.id(), name)
                    : read_fixed_text(attribute->id(), type.id(), name);
}

std::optional<std::int64_t> read_integer_attribute(hid_t object, std::string const& name) {
    return read_number<std::int64_t>(object, name, H5T_INTEGER, H5T_NATIVE_INT64);
}

std::optional<std::uint64_t> read_unsigned_attribute(hid_t object, std::string const& name) {
    return read_number<std::uint64_t>(object, name, H5T_INTEGER, H5T_NATIVE_UINT64);
}

std::optional<double> read_float_attribute(hid_t object, std::string const& name) {
    return read_number<double>(object, name, H5T_FLOAT, H5T_NATIVE_DOUBLE);
}

DatasetHandle write_column(hid_t group, std::string const& name, std::span<double const> values) {
    constexpr auto action = "write dataset";
    hsize_t const length = values.size();
    DataspaceHandle const space(H5Screate_simple(1, &length, nullptr), action, name);
    PropertyHandle const creation(H5Pcreate(H5P_DATASET_CREATE), action, name);
    // All values are written at once, so filling first would write the file twice. Without times,
    // equal events result in equal bytes.
    check_hdf5(H5Pset_fill_time(creation.id(), H5D_FILL_TIME_NEVER), action, name);
    check_hdf5(H5Pset_obj_track_times(creation.id(), false), action, name);
    DatasetHandle dataset(H5Dcreate2(group, name.c_str(), H5T_IEEE_F64LE, space.id(), H5P_DEFAULT,
                                     creation.id(), H5P_DEFAULT),
                          action, name);
    if (!values.empty()) {
        check_hdf5(
            H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            action, name);
    }
    return dataset;
}

}  // namespace balmer::formats
