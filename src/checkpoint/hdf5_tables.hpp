/// \file
/// Columns of numbers, texts and lists, and archives with their hashes, as HDF5 datasets.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/formats/hdf5_handle.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace balmer::checkpoint {

/// The file has valid HDF5 but not the content of a checkpoint. decode() turns it into a DataError.
class LayoutError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// All functions throw formats::Hdf5Error if HDF5 fails, and LayoutError for unexpected content.

/// Creates a group that keeps the order of its links and attributes.
formats::GroupHandle create_ordered_group(hid_t parent, std::string const& name);
formats::GroupHandle open_group(hid_t parent, std::string const& name);

/// One-dimensional datasets. Texts must not contain NUL.
void write_column(hid_t group, std::string const& name, std::span<std::int32_t const> values);
void write_column(hid_t group, std::string const& name, std::span<std::uint8_t const> values);
void write_column(hid_t group, std::string const& name, std::span<double const> values);
void write_column(hid_t group, std::string const& name, std::span<std::string const> values);
/// Rows may have any length.
void write_column(hid_t group, std::string const& name,
                  std::span<std::vector<double> const> values);

std::vector<std::int32_t> read_integers(hid_t group, std::string const& name);
std::vector<std::uint8_t> read_bytes(hid_t group, std::string const& name);
std::vector<double> read_numbers(hid_t group, std::string const& name);
std::vector<std::string> read_texts(hid_t group, std::string const& name);
std::vector<std::vector<double>> read_lists(hid_t group, std::string const& name);

/// One text as a scalar dataset.
void write_text(hid_t group, std::string const& name, std::string const& text);
std::string read_text(hid_t group, std::string const& name);

/// Read attributes. Throw LayoutError if they are missing.
std::string required_text(hid_t object, std::string const& name);
std::uint64_t required_unsigned(hid_t object, std::string const& name);
std::uint64_t required_hash(hid_t object, std::string const& name);
/// Writes a hash as 16 hexadecimal digits, for required_hash().
void write_hash(hid_t object, std::string const& name, std::uint64_t hash);

/// Writes bytes as uint8, with the attributes `length` and `xxh3`. Returns the dataset, for further
/// attributes.
formats::DatasetHandle write_archive_dataset(hid_t group, std::string const& name,
                                             std::span<std::byte const> bytes);
/// Bytes that match their length and hash.
struct StoredArchive {
    formats::DatasetHandle dataset;
    Bytes bytes;
};
StoredArchive read_archive_dataset(hid_t group, std::string const& name);

/// Names of the links of a group or the attributes of an object, in the order of creation.
std::vector<std::string> link_names(hid_t group);
std::vector<std::string> attribute_names(hid_t object);

}  // namespace balmer::checkpoint
