/// \file
/// The first 512 bytes of a checkpoint: a line of text that holds all the other bytes fast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace balmer::checkpoint {

/// HDF5 looks for its superblock at 0, 512, 1024, ….
inline constexpr std::size_t seal_bytes = 512;

/// "balmer checkpoint 1 length=… xxh3=…\n", then spaces, then "\n": exactly seal_bytes. `version`
/// seeds the hash, so that a flipped bit in it shows as well.
std::string make_seal(std::span<std::byte const> content, std::uint32_t version);

/// The format version of sealed bytes. Throws DataError, naming `file`, unless every byte is the
/// one that was written; one of another version is whole, too.
std::uint32_t check_seal(std::span<std::byte const> bytes, std::string const& file);

}  // namespace balmer::checkpoint
