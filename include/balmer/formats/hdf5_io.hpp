/// \file
/// HDF5 files, attributes and columns in the forms that this project uses.
#pragma once

#include "balmer/formats/hdf5_handle.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace balmer::formats {

/// All functions throw Hdf5Error.

/// Opens for reading without a file lock: network file systems often refuse locks, and files here
/// are replaced by renaming, never changed. HDF5_USE_FILE_LOCKING in the environment overrides
/// this.
FileHandle open_hdf5(std::filesystem::path const& path);
/// Creates or truncates a file, without a file lock. The root group records the creation order of
/// its links.
FileHandle create_hdf5(std::filesystem::path const& path);
/// Creates a group that records the creation order of its links.
GroupHandle create_group(hid_t parent, std::string const& name);

/// Write scalar attributes: strings of any length as UTF-8, numbers in 64 bits.
void write_attribute(hid_t object, std::string const& name, std::string const& value);
void write_attribute(hid_t object, std::string const& name, std::int64_t value);
void write_attribute(hid_t object, std::string const& name, std::uint64_t value);
void write_attribute(hid_t object, std::string const& name, double value);

/// Return nullopt if the attribute is absent or of another type.
std::optional<std::string> read_text_attribute(hid_t object, std::string const& name);
std::optional<std::int64_t> read_integer_attribute(hid_t object, std::string const& name);
std::optional<std::uint64_t> read_unsigned_attribute(hid_t object, std::string const& name);
std::optional<double> read_float_attribute(hid_t object, std::string const& name);

/// Writes a new contiguous float64 dataset `name` into `group`, and returns its handle.
DatasetHandle write_column(hid_t group, std::string const& name, std::span<double const> values);

}  // namespace balmer::formats
