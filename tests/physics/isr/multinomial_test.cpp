#include "physics/isr/multinomial.hpp"

#include "physics/isr/chi_square.hpp"

#include <cmath>
#include <numeric>

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>

namespace balmer::physics::isr {
namespace {

RandomStream test_stream(std::uint32_t index) { return {77, index, 0, Purpose::test}; }

/// Compares the counts of one cell of `probability` with the binomial distribution.
void expect_binomial(std::uint64_t trial_count, double probability, std::uint32_t index) {
    auto stream = test_stream(index);
    // Each cell is drawn given those before it.
    std::vector<double> const cells{0.3 * (1 - probability), probability};
    boost::math::binomial_distribution<double> const law(static_cast<double>(trial_count),
                                                         probability);
    constexpr int samples = 20000;
    double const low = std::floor(mean(law) - 8 * standard_deviation(law)),
                 width = std::ceil(16 * standard_deviation(law) / 60);
    std::vector<double> counts(62), expected(62);
    for (std::size_t i = 0; i < 62; ++i) {
        double const begin = low + width * static_cast<double>(i), end = begin + width;
        // At most `count` successes.
        auto const up_to = [&](double count) {
            if (count < 0) return 0.0;
            return count < static_cast<double>(trial_count) ? cdf(law, count) : 1.0;
        };
        expected[i] = samples * (up_to(end - 1) - up_to(begin - 1));
    }
    for (int n = 0; n < samples; ++n) {
        double const count = static_cast<double>(multinomial(trial_count, cells, stream)[1]);
        double const bin = (count - low) / width;
        ASSERT_TRUE(bin >= 0 && bin < 62) << count;
        ++counts[static_cast<std::size_t>(bin)];
    }
    EXPECT_GT(chi_square_chance(counts, expected), least_chance)
        << trial_count << ' ' << probability;
}

TEST(Multinomial, EachCellIsBinomial) {
    // Few and many expected events (by inversion and by rejection), small and large cells.
    expect_binomial(20, 0.3, 1);
    expect_binomial(1'000'000'000, 4e-9, 2);
    expect_binomial(1'000'000'000, 2e-8, 3);
    expect_binomial(1'000'000'000, 4.3e-3, 4);
    expect_binomial(1000, 0.6, 5);
    expect_binomial(100'000'000, 0.7, 6);
}

TEST(Multinomial, AllTrialsFallSomewhere) {
    auto stream = test_stream(7);
    std::vector<double> const whole{0.5, 0.25, 0, 0.25};
    auto counts = multinomial(1'000'000, whole, stream);
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), 1'000'000U);
    EXPECT_EQ(counts[2], 0U);
    EXPECT_EQ(counts[4], 0U) << "nothing misses cells that are all there is";
    std::vector<double> const part{0.5, 0.25};
    counts = multinomial(1'000'000, part, stream);
    EXPECT_NEAR(static_cast<double>(counts[2]), 250'000, 5 * std::sqrt(250'000 * 0.75));
    EXPECT_EQ(multinomial(0, part, stream), (std::vector<std::uint64_t>{0, 0, 0}));
}

TEST(Multinomial, CellsShareOutTheTrials) {
    // Covariance of two cells is -n p q.
    auto stream = test_stream(8);
    std::vector<double> const cells{0.4, 0.35};
    constexpr int samples = 20000;
    double products = 0;
    for (int n = 0; n < samples; ++n) {
        auto const counts = multinomial(1000, cells, stream);
        products += (static_cast<double>(counts[0]) - 400) * (static_cast<double>(counts[1]) - 350);
    }
    // Standard deviation of the product: sqrt(var var + cov^2).
    double const error = std::sqrt((240 * 227.5 + 140 * 140.0) / samples);
    EXPECT_NEAR(products / samples, -140, 4 * error);
}

TEST(Multinomial, TheSameStreamGivesTheSameCountsEverywhere) {
    // Fixed numbers: a file must not depend on the compiler or the library.
    auto stream = test_stream(9);
    std::vector<double> const cells{1e-8, 0.2, 0.5, 1e-3};
    EXPECT_EQ(multinomial(1'000'000'000, cells, stream),
              (std::vector<std::uint64_t>{5, 200016705, 499986997, 1000802, 298995491}));
}

}  // namespace
}  // namespace balmer::physics::isr
