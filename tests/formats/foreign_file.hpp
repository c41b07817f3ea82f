/// \file
/// HDF5 files that balmer did not write, for tests.
#pragma once

#include "balmer/formats/hdf5_io.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace balmer::formats {

class ForeignFile {
public:
    explicit ForeignFile(std::filesystem::path const& path)
        : file_(create_hdf5(path)), links_(H5Pcreate(H5P_LINK_CREATE), "make", "links") {
        check_hdf5(H5Pset_create_intermediate_group(links_.id(), 1), "make", "links");
    }

    void add(std::string const& path, std::vector<double> const& values) {
        add(path, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {values.size()}, values.data());
    }
    void add(std::string const& path, std::vector<float> const& values) {
        add(path, H5T_IEEE_F32BE, H5T_NATIVE_FLOAT, {values.size()}, values.data());
    }
    void add(std::string const& path, std::vector<int> const& values) {
        add(path, H5T_STD_I16LE, H5T_NATIVE_INT, {values.size()}, values.data());
    }
    /// `values` is row-major.
    void add_matrix(std::string const& path, hsize_t rows, hsize_t columns,
                    std::vector<double> const& values) {
        add(path, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {rows, columns}, values.data());
    }
    void add_text(std::string const& path, std::vector<char> const& letters) {
        add(path, H5T_C_S1, H5T_C_S1, {letters.size()}, letters.data());
    }

    hid_t id() const { return file_.id(); }

private:
    void add(std::string const& path, hid_t file_type, hid_t memory_type,
             std::vector<hsize_t> const& shape, void const* values) {
        DataspaceHandle const space(
            H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), "make", path);
        DatasetHandle const dataset(H5Dcreate2(file_.id(), path.c_str(), file_type, space.id(),
                                               links_.id(), H5P_DEFAULT, H5P_DEFAULT),
                                    "make", path);
        check_hdf5(H5Dwrite(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
                   "write", path);
    }

    FileHandle file_;
    PropertyHandle links_;
};

}  // namespace balmer::formats
