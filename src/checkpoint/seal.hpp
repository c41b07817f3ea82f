/// \file
/// The first 512 bytes of a checkpoint: a line of text with the length and hash of the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace balmer::checkpoint {

/// HDF5 looks for its superblock at 0, 512, 1024, ….
inline constexpr std::size_t seal_bytes = 512;

/// "balmer checkpoint 1 length=… xxh3=…\n", then spaces, then "\n": exactly seal_bytes. `version`
/// seeds the hash, so that an error in it is detected as well.
std::string make_seal(std::span<std::byte const> content, std::uint32_t version);

/// Returns the format version of sealed bytes, which may be another one. Throws DataError, which
/// names `file`, unless every byte is as it was written.
std::uint32_t check_seal(std::span<std::byte const> bytes, std::string const& file);

}  // namespace balmer::checkpoint
