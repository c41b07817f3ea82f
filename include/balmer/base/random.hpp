/// \file
/// Counter-based random streams: the same key gives the same numbers on any rank, in any order.
#pragma once

#include <array>
#include <cstdint>

namespace balmer {

/// What a stream is used for. Part of its key, so that no two uses share numbers.
enum class Purpose : std::uint32_t {
    create_population = 1,
    evolve,
    optimise,
    migrate,
    fit_starts,
    generate_events,
    adapt_sampling,
    test,
    mix_in,
    shuffle_rows,
    measure_events,
    survey_starts,
};

/// One block of Philox4x32-10.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// A stream of random numbers identified by (seed, island, iteration, purpose).
///
/// Plain data that can be copied, compared and saved; a copy draws the same numbers. Streams with
/// different keys are independent. The period is 2^34 32-bit numbers. Satisfies
/// UniformRandomBitGenerator.
class RandomStream {
public:
    using result_type = std::uint32_t;

    RandomStream() = default;
    RandomStream(std::uint64_t seed, std::uint32_t island, std::uint32_t iteration,
                 Purpose purpose);

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }
    result_type operator()();

    /// In [0, 1), 53 random bits.
    double uniform();
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// In [0, bound), without bias. Requires bound > 0.
    std::uint32_t below(std::uint32_t bound);
    /// Standard normal (Box-Muller; the second number of each pair is discarded, so that no state
    /// needs to be kept).
    double normal();
    bool bernoulli(double probability) { return uniform() < probability; }

    bool operator==(RandomStream const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& key_& counter_& block_& used_;
    }

private:
    std::array<std::uint32_t, 2> key_{};
    std::array<std::uint32_t, 4> counter_{};
    std::array<std::uint32_t, 4> block_{};
    std::uint32_t used_ = 4;
};

}  // namespace balmer
