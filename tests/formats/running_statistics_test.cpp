#include "formats/running_statistics.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::formats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(RunningStatistics, EqualsTheDefinitionWhateverTheBlocks) {
    std::vector<double> const values = {3, -1, 4, 1, -5, 9, 2, 6};
    for (std::size_t size = 1; size <= values.size(); ++size) {
        RunningStatistics statistics;
        for (std::size_t i = 0; i < values.size(); i += size) {
            statistics.add(std::span(values).subspan(i, std::min(size, values.size() - i)));
        }
        auto const result = statistics.result();
        EXPECT_EQ(result.min, -5);
        EXPECT_EQ(result.max, 9);
        EXPECT_DOUBLE_EQ(result.mean, 19.0 / 8);
        // Σ v² = 173.
        EXPECT_DOUBLE_EQ(result.standard_deviation, std::sqrt(173.0 / 8 - 19.0 * 19 / 64));
        EXPECT_EQ(result.finite_count, 8u);
    }
}

TEST(RunningStatistics, KeepsItsDigitsUnderALargeOffset) {
    RunningStatistics statistics;
    for (int block = 0; block < 1000; ++block) {
        statistics.add(std::vector<double>{1e12 - 1, 1e12 + 1});
    }
    EXPECT_EQ(statistics.result().mean, 1e12);
    EXPECT_NEAR(statistics.result().standard_deviation, 1, 1e-9);
}

TEST(RunningStatistics, CountsWhatIsNotFiniteApart) {
    RunningStatistics statistics;
    statistics.add(std::vector<double>{infinity, std::nan("")});
    EXPECT_TRUE(std::isnan(statistics.result().mean));
    statistics.add(std::vector<double>{2, -infinity, 4});
    EXPECT_EQ(statistics.result().mean, 3);
    EXPECT_EQ(statistics.result().max, 4);
    EXPECT_EQ(statistics.result().finite_count, 2u);
    EXPECT_EQ(statistics.result().non_finite_count, 3u);
}

}  // namespace
}  // namespace balmer::formats
