/// \file
/// HDF5 files that live in memory.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/formats/hdf5_handle.hpp"

#include <cstddef>
#include <span>

namespace balmer::checkpoint {

/// All functions throw formats::Hdf5Error.

/// A new file with `user_block_bytes` of room before its superblock (512 or more, a power of two).
formats::FileHandle create_in_memory(std::size_t user_block_bytes);

/// All bytes of a file with that user block, whose own bytes are zero.
Bytes image_of(formats::FileHandle const& file, std::size_t user_block_bytes);

/// Opens a copy of `image` for reading.
formats::FileHandle open_in_memory(std::span<std::byte const> image);

}  // namespace balmer::checkpoint
