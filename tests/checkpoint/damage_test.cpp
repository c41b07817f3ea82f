#include "balmer/base/error.hpp"
#include "balmer/checkpoint/checkpoint.hpp"

#include "checkpoint/seal.hpp"
#include "samples.hpp"

#include <gtest/gtest.h>

namespace balmer::checkpoint {
namespace {

/// Whether decode() rejects the bytes with a DataError that names the file.
::testing::AssertionResult is_refused(Bytes const& bytes) {
    try {
        decode(bytes, "run/checkpoint.h5");
    } catch (DataError const& error) {
        if (std::string(error.what()).find("run/checkpoint.h5") != std::string::npos) {
            return ::testing::AssertionSuccess();
        }
        return ::testing::AssertionFailure() << "no file in: " << error.what();
    } catch (std::exception const& error) {
        return ::testing::AssertionFailure() << "threw " << error.what();
    }
    return ::testing::AssertionFailure() << "was accepted";
}

TEST(CheckpointDamage, EveryBitOfTheSealCounts) {
    auto bytes = encode(sample(1));
    for (std::size_t i = 0; i < seal_bytes; ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            auto const flip = std::byte(1 << bit);
            bytes[i] ^= flip;
            ASSERT_TRUE(is_refused(bytes)) << "byte " << i << ", bit " << bit;
            bytes[i] ^= flip;
        }
    }
    EXPECT_NO_THROW(decode(bytes, "run/checkpoint.h5"));
}

TEST(CheckpointDamage, EveryByteOfTheContentCounts) {
    auto bytes = encode(sample(2));
    for (std::size_t i = seal_bytes; i < bytes.size(); ++i) {
        auto const flip = std::byte(1 << (i % 8));
        bytes[i] ^= flip;
        ASSERT_TRUE(is_refused(bytes)) << "byte " << i;
        bytes[i] ^= flip;
    }
    EXPECT_NO_THROW(decode(bytes, "run/checkpoint.h5"));
}

TEST(CheckpointDamage, EveryLengthButItsOwnIsRefused) {
    auto bytes = encode(sample(3));
    auto longer = bytes;
    longer.resize(longer.size() + 4096);
    EXPECT_TRUE(is_refused(longer));
    while (!bytes.empty()) {
        bytes.pop_back();
        ASSERT_TRUE(is_refused(bytes)) << "length " << bytes.size();
    }
}

TEST(CheckpointDamage, LostAndSwappedBlocksAreFound) {
    constexpr std::size_t block = 512;
    auto const bytes = encode(sample(4, {.island_count = 4, .archive_bytes = 3000}));
    for (std::size_t i = 0; i + 2 * block <= bytes.size(); i += block) {
        auto const begin = bytes.begin() + static_cast<std::ptrdiff_t>(i);
        auto lost = bytes;
        std::fill_n(lost.begin() + static_cast<std::ptrdiff_t>(i), block, std::byte{0});
        if (lost != bytes) {
            ASSERT_TRUE(is_refused(lost)) << "block at " << i;
        }
        auto swapped = bytes;
        std::swap_ranges(begin - bytes.begin() + swapped.begin(),
                         begin - bytes.begin() + swapped.begin() + block,
                         begin - bytes.begin() + swapped.begin() + block);
        if (swapped != bytes) {
            ASSERT_TRUE(is_refused(swapped)) << "block at " << i;
        }
    }
}

}  // namespace
}  // namespace balmer::checkpoint
