#include "physics/isr/multinomial.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>

#include <boost/random/binomial_distribution.hpp>

namespace balmer::physics::isr {
namespace {

/// Provides 64 random bits at once, because Boost makes a uniform number from one output.
class WideStream {
public:
    using result_type = std::uint64_t;

    explicit WideStream(RandomStream& stream) : stream_(stream) {}
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }
    result_type operator()() {
        result_type const high = stream_();
        return high << 32 | stream_();
    }

private:
    RandomStream& stream_;
};

std::uint64_t binomial(std::uint64_t trial_count, double probability, RandomStream& stream) {
    if (probability >= 1) return trial_count;
    if (trial_count == 0 || probability <= 0) return 0;
    boost::random::binomial_distribution<std::int64_t, double> distribution(
        static_cast<std::int64_t>(trial_count), probability);
    WideStream wide(stream);
    return static_cast<std::uint64_t>(distribution(wide));
}

}  // namespace

std::vector<std::uint64_t> multinomial(std::uint64_t trial_count,
                                       std::span<double const> probabilities,
                                       RandomStream& stream) {
    // Probability of this and all later cells, summed from the end to avoid cancellation.
    std::vector<double> left(probabilities.size() + 1);
    double total = 0;
    for (double const probability : probabilities) total += probability;
    BALMER_EXPECT(total < 1 + 1e-9);
    left.back() = std::max(1 - total, 0.0);
    // A tiny remainder is a rounding error, not a probability to miss all cells.
    if (left.back() < 1e-13) left.back() = 0;
    for (std::size_t i = probabilities.size(); i-- > 0;) left[i] = left[i + 1] + probabilities[i];

    std::vector<std::uint64_t> counts;
    counts.reserve(left.size());
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        counts.push_back(left[i] > 0 ? binomial(trial_count, probabilities[i] / left[i], stream)
                                     : 0);
        trial_count -= counts.back();
    }
    counts.push_back(trial_count);
    return counts;
}

}  // namespace balmer::physics::isr
