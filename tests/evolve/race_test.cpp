#include "evolve/race.hpp"

#include "balmer/base/random.hpp"

#include "evolve/row_order.hpp"

#include <cmath>
#include <functional>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

RandomStream stream_of(std::uint32_t number) { return {17, number, 0, Purpose::test}; }

/// Errors of the rows of a child, given the sizes of the rows and a stream.
struct ErrorKind {
    std::string name;
    std::function<double(double size, RandomStream& stream)> error;
};

double normal_square(RandomStream& stream) { return std::pow(stream.normal(), 2); }

std::vector<ErrorKind> error_kinds() {
    return {
        {"Equal", [](double, RandomStream&) { return 1.0; }},
        {"Gaussian", [](double, RandomStream& stream) { return normal_square(stream); }},
        {"LogNormal", [](double, RandomStream& s) { return std::exp(2.0 * s.normal()); }},
        {"Cauchy", [](double, RandomStream& s) { return normal_square(s) / normal_square(s); }},
        {"FewOutliers",
         [](double, RandomStream& s) { return s.bernoulli(0.002) ? 1000.0 : normal_square(s); }},
        {"AsTheSizes", [](double size, RandomStream& s) { return size * normal_square(s); }},
        {"AgainstTheSizes", [](double size, RandomStream& s) { return normal_square(s) / size; }},
    };
}

class RaceErrors : public ::testing::TestWithParam<ErrorKind> {
protected:
    static constexpr std::size_t row_count = 640;
    static constexpr std::size_t block_rows = 8;

    RaceErrors() {
        auto stream = stream_of(0);
        for (std::size_t i = 0; i < row_count; ++i) {
            sizes_.push_back(normal_square(stream) + 0.2);
            errors_.push_back(GetParam().error(sizes_.back(), stream));
        }
        sum_ = std::accumulate(errors_.begin(), errors_.end(), 0.0);
        auto const order = falling_order(sizes_, stream);
        block_sizes_ = block_sizes(sizes_, order, block_rows);
        block_errors_ = block_sizes(errors_, order, block_rows);
    }

    /// Whether a race over `block_count` blocks in a new random order is lost.
    bool is_lost(std::uint32_t trial, std::size_t block_count, double limit, double error) const {
        auto stream = stream_of(trial);
        Race race(limit, std::accumulate(block_sizes_.begin(), block_sizes_.end(), 0.0), error);
        for (auto const block : draw_blocks(block_sizes_, block_count, stream)) {
            if (race.loses_after(block_errors_[block], block_sizes_[block])) return true;
        }
        return false;
    }

    /// Fraction of random orders in which a race over all blocks calls the child lost.
    double lost_share(double limit, double error, std::uint32_t trials) const {
        std::uint32_t lost = 0;
        for (std::uint32_t trial = 1; trial <= trials; ++trial) {
            if (is_lost(trial, row_count / block_rows, limit, error)) ++lost;
        }
        return static_cast<double>(lost) / trials;
    }

    std::vector<double> sizes_;
    std::vector<double> errors_;
    std::vector<double> block_sizes_;
    std::vector<double> block_errors_;
    double sum_ = 0;
};

TEST_P(RaceErrors, AcceptableChildrenLoseAtMostAsOftenAsStated) {
    constexpr std::uint32_t trials = 3000;
    // A child that just meets the limit is the hardest one; the slack is for the order of addition.
    double const limit = sum_ * (1 + 1e-12);
    for (double const error : {0.2, 0.05, 0.01}) {
        double const deviation = std::sqrt(error * (1 - error) / trials);
        EXPECT_LE(lost_share(limit, error, trials), error + 4 * deviation) << "error " << error;
    }
}

TEST_P(RaceErrors, HopelessChildrenLoseOnAFewBlocks) {
    for (std::uint32_t trial = 1; trial <= 100; ++trial) {
        EXPECT_TRUE(is_lost(trial, row_count / block_rows / 2, sum_ / 30, 1e-3)) << trial;
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, RaceErrors, ::testing::ValuesIn(error_kinds()),
                         [](auto const& parameter) { return parameter.param.name; });

TEST(Race, ComesCloseToItsErrorWhereThatIsHardest) {
    // One block in fifty contains all of the error. It comes first in two of a hundred orders;
    // gamblers without previous losses then have 1 + 49 · 0.428 > 1 / 0.046 times the initial
    // capital.
    std::uint32_t lost = 0;
    constexpr std::uint32_t trials = 5000;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
        auto stream = stream_of(trial);
        auto const place = stream.below(50);
        Race race(1.0 + 1e-12, 50, 0.046);
        for (std::uint32_t block = 0; block < 50; ++block) {
            if (!race.loses_after(block == place ? 1.0 : 0.0, 1.0)) continue;
            ++lost;
            break;
        }
    }
    EXPECT_GT(lost, trials * 0.015);
    EXPECT_LT(lost, trials * 0.046);
}

TEST(Race, IsCertainWhereTheSumIsAboveTheLimitOrNotFinite) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EXPECT_TRUE(Race(1.0, 10, 1e-300).loses_after(1.5, 5));
    EXPECT_TRUE(Race(1.0, 10, 1e-300).loses_after(infinity, 5));
    EXPECT_TRUE(Race(1.0, 10, 1e-300).loses_after(std::nan(""), 5));
    EXPECT_TRUE(Race(-1.0, 10, 1e-300).loses_after(0.0, 5));
    EXPECT_FALSE(Race(0.0, 10, 1e-300).loses_after(0.0, 5));
    EXPECT_FALSE(Race(1.0, 10, 1e-300).loses_after(0.0, 0.0)) << "a block without weight";
}

}  // namespace
}  // namespace balmer::evolve
