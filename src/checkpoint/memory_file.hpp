/// \file
/// HDF5 files in memory.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/formats/hdf5_handle.hpp"

#include <cstddef>
#include <span>

namespace balmer::checkpoint {

/// All functions throw formats::Hdf5Error.

/// Creates a file with `user_block_bytes` before its superblock (512 or more, a power of two).
formats::FileHandle create_in_memory(std::size_t user_block_bytes);

/// Returns all bytes of a file with that user block. The bytes of the user block are zero.
Bytes image_of(formats::FileHandle const& file, std::size_t user_block_bytes);

/// Opens a copy of `image` for reading.
formats::FileHandle open_in_memory(std::span<std::byte const> image);

}  // namespace balmer::checkpoint
