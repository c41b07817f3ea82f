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

/// What stands in the file is not what a checkpoint holds. decode() makes a DataError of it.
class LayoutError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// All functions throw formats::Hdf5Error where HDF5 fails, and LayoutError where something is not
/// as it was written.

/// A new group that keeps the order of its links and of its attributes.
formats::GroupHandle create_ordered_group(hid_t parent, std::string const& name);
formats::GroupHandle open_group(hid_t parent, std::string const& name);

/// One-dimensional datasets. Texts hold no NUL.
void write_column(hid_t group, std::string const& name, std::span<std::int32_t const> values);
void write_column(hid_t group, std::string const& name, std::span<std::uint8_t const> values);
void write_column(hid_t group, std::string const& name, std::span<double const> values);
void write_column(hid_t group, std::string const& name, std::span<std::string const> values);
/// Rows of any length.
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

/// Attributes that must be there.
std::string required_text(hid_t object, std::string const& name);
std::uint64_t required_unsigned(hid_t object, std::string const& name);
std::uint64_t required_hash(hid_t object, std::string const& name);
/// As required_hash() reads it: 16 hexadecimal digits.
void write_hash(hid_t object, std::string const& name, std::uint64_t hash);

/// Raw bytes as uint8, with the attributes `length` and `xxh3`; gives the dataset for more.
formats::DatasetHandle write_archive_dataset(hid_t group, std::string const& name,
                                             std::span<std::byte const> bytes);
/// The bytes, held against their length and hash.
struct StoredArchive {
    formats::DatasetHandle dataset;
    Bytes bytes;
};
StoredArchive read_archive_dataset(hid_t group, std::string const& name);

/// Names of the links of a group, or of the attributes of an object, as they were written.
std::vector<std::string> link_names(hid_t group);
std::vector<std::string> attribute_names(hid_t object);

}  // namespace balmer::checkpoint
