#include "balmer/base/random.hpp"

#include "balmer/base/error.hpp"

#include <cmath>
#include <numbers>

namespace balmer {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
    constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
    constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
    for (int round = 0; round < 10; ++round) {
        std::uint64_t const product_0 = multiplier_0 * counter[0];
        std::uint64_t const product_1 = multiplier_1 * counter[2];
        counter = {static_cast<std::uint32_t>(product_1 >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(product_1),
                   static_cast<std::uint32_t>(product_0 >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(product_0)};
        key[0] += weyl_0;
        key[1] += weyl_1;
    }
    return counter;
}

RandomStream::RandomStream(std::uint64_t seed, std::uint32_t island, std::uint32_t iteration,
                           Purpose purpose)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      // The first word counts blocks, the others identify the stream.
      counter_{0, static_cast<std::uint32_t>(purpose), island, iteration} {}

RandomStream::result_type RandomStream::operator()() {
    if (used_ == 4) {
        block_ = philox4x32(counter_, key_);
        ++counter_[0];
        used_ = 0;
    }
    return block_[used_++];
}

double RandomStream::uniform() {
    std::uint64_t const high = (*this)() >> 5;  // 27 bits
    std::uint64_t const low = (*this)() >> 6;   // 26 bits
    return static_cast<double>((high << 26) | low) * 0x1.0p-53;
}

std::uint32_t RandomStream::below(std::uint32_t bound) {
    BALMER_EXPECT(bound > 0);
    // Lemire's multiply-and-reject; Source: ACM Trans. Model. Comput. Simul. 29 (2019) 3.
    std::uint64_t product = std::uint64_t{(*this)()} * bound;
    auto low = static_cast<std::uint32_t>(product);
    if (low < bound) {
        std::uint32_t const threshold = (0u - bound) % bound;
        while (low < threshold) {
            product = std::uint64_t{(*this)()} * bound;
            low = static_cast<std::uint32_t>(product);
        }
    }
    return static_cast<std::uint32_t>(product >> 32);
}

double RandomStream::normal() {
    double const radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace balmer
