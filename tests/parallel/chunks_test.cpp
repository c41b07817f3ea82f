#include "parallel/chunks.hpp"

#include "balmer/base/error.hpp"

#include <climits>

#include <gtest/gtest.h>

namespace balmer::parallel {
namespace {

void expect_whole(Chunks const& chunks) {
    std::size_t covered = 0;
    for (std::size_t i = 0; i < chunks.count(); ++i) {
        EXPECT_EQ(chunks.offset(i), covered);
        EXPECT_TRUE(chunks.length(i) > 0 || chunks.size_bytes == 0);
        EXPECT_LE(static_cast<std::size_t>(chunks.length(i)), chunks.chunk_bytes);
        covered += static_cast<std::size_t>(chunks.length(i));
    }
    EXPECT_EQ(covered, chunks.size_bytes);
}

TEST(Chunks, CoverEveryByteOnce) {
    for (std::size_t const size : {0U, 1U, 9U, 10U, 11U, 20U, 21U}) {
        SCOPED_TRACE(size);
        expect_whole(Chunks{size, 10});
    }
}

TEST(Chunks, EmptyContentIsOneEmptyMessage) { EXPECT_EQ((Chunks{0, 10}.count()), 1U); }

TEST(Chunks, FitIntForContentsThatDoNot) {
    constexpr auto largest = static_cast<std::size_t>(INT_MAX);
    expect_whole(Chunks{largest + 1, largest});
    expect_whole(Chunks{5 * largest + 7, largest});
    expect_whole(Chunks{std::size_t{10} << 30, std::size_t{1} << 30});
}

TEST(Chunks, OfNoSizeOrBeyondIntAreRefused) {
    EXPECT_THROW(checked_chunk(0), InputError);
    EXPECT_THROW(checked_chunk(static_cast<std::size_t>(INT_MAX) + 1), InputError);
    EXPECT_EQ(checked_chunk(INT_MAX), static_cast<std::size_t>(INT_MAX));
}

}  // namespace
}  // namespace balmer::parallel
