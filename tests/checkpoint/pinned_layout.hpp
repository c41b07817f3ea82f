/// \file
/// Checks that the layout of an archive is that of the format version.
#pragma once

#include "balmer/checkpoint/archive.hpp"
#include "balmer/checkpoint/checkpoint.hpp"

#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>
#include <xxhash.h>

namespace balmer::checkpoint {

inline constexpr auto layout_advice =
    "the archive is no longer laid out as in format version 2: raise format_version, and pin the "
    "new layout here";

/// Returns the archive of `value`, which must have this size and XXH3.
template <class Value>
Bytes expect_pinned(Value const& value, std::size_t size, std::uint64_t hash) {
    static_assert(format_version == 2, "pin the archives of the new version");
    auto bytes = write_archive(value);
    EXPECT_EQ(bytes.size(), size) << layout_advice;
    EXPECT_EQ(XXH3_64bits(bytes.data(), bytes.size()), hash) << layout_advice;
    return bytes;
}

}  // namespace balmer::checkpoint
