/// \file
/// Difficult arguments of functions.
#pragma once

#include "problem.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace balmer::eval {

template <class Scalar>
using BitsOf = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;

/// Adds the value, `reach` neighbours on either side, and the negatives of all of them.
template <class Scalar>
void add_around(std::vector<Scalar>& arguments, Scalar value, int reach) {
    Scalar below = value, above = value;
    for (int i = 0; i <= reach; ++i) {
        for (Scalar const each : {below, above}) {
            arguments.push_back(each);
            arguments.push_back(-each);
        }
        below = std::nextafter(below, -std::numeric_limits<Scalar>::infinity());
        above = std::nextafter(above, std::numeric_limits<Scalar>::infinity());
    }
}

/// Adds `count` bit patterns at equal distances: all exponents, both signs, NaN and infinity.
template <class Scalar>
void add_bit_patterns(std::vector<Scalar>& arguments, std::uint64_t count) {
    std::uint64_t const largest = BitsOf<Scalar>(-1);
    std::uint64_t const stride = largest / count | 1;
    for (std::uint64_t i = 0, bits = 0; i < count; ++i, bits += stride) {
        arguments.push_back(std::bit_cast<Scalar>(static_cast<BitsOf<Scalar>>(bits)));
    }
}

/// Adds multiples of π/2, where sine or cosine is nearly zero and an inaccurate reduction loses all
/// digits: all up to 20000, then fewer up to the largest one that the wider type can represent.
template <class Scalar>
void add_quarter_turns(std::vector<Scalar>& arguments) {
    long double const quarter_turn = 1.570796326794896619231321691639751442L;
    for (int n = 1; n <= 20000; ++n) {
        add_around(arguments, static_cast<Scalar>(n * quarter_turn), n < 2000 ? 2 : 0);
    }
    for (long double n = 20000; n < 1e12L; n = std::floor(n * 1.001L)) {
        add_around(arguments, static_cast<Scalar>(n * quarter_turn), 1);
    }
    // The number of each format that is closest to such a multiple. Source: Muller et al.,
    // Handbook of Floating-Point Arithmetic (2010), table 11.1.
    add_around(arguments, static_cast<Scalar>(std::ldexp(16367173.0, 72)), 1);
    if constexpr (sizeof(Scalar) == 8) {
        add_around(arguments, std::ldexp(6381956970095103.0, 797), 1);
    }
}

/// Adds 1 ± small, powers of two, halves of integers, and limits of the range of exp and tanh.
template <class Scalar>
void add_thresholds(std::vector<Scalar>& arguments) {
    using Limits = std::numeric_limits<Scalar>;
    add_around(arguments, Scalar(1), 2000);
    add_around(arguments, Scalar(0), 50);
    for (int i = -300; i <= 300; ++i) {
        add_around(arguments, 1 + std::ldexp(Scalar(1.3), -std::abs(i) / 4) * (i < 0 ? -1 : 1), 2);
        add_around(arguments, Scalar(i) / 2, 2);
    }
    for (int e = Limits::min_exponent - Limits::digits; e < Limits::max_exponent; ++e) {
        add_around(arguments, std::ldexp(Scalar(1), e), 2);
    }
    for (Scalar const edge : {Limits::max(), Limits::min(), Limits::denorm_min()}) {
        add_around(arguments, std::log(edge), 200);
        add_around(arguments, std::log2(edge), 20);
        add_around(arguments, edge, 3);
    }
    // Beyond, tanh x = 1 to half an ulp.
    Scalar const saturation = std::log(2 / Limits::epsilon()) / 2;
    for (int i = -100; i <= 100; ++i) arguments.push_back(saturation * (1 + Scalar(i) / 200));
}

/// All of the above, special values and numbers of ordinary size; `pattern_count` bit patterns.
template <class Scalar>
std::vector<Scalar> sweep_arguments(std::uint64_t pattern_count) {
    std::vector<Scalar> arguments = special_values<Scalar>();
    add_bit_patterns(arguments, pattern_count);
    add_quarter_turns(arguments);
    add_thresholds(arguments);
    RandomStream stream(3, 0, 0, balmer::Purpose::test);
    for (std::uint64_t i = 0; i < pattern_count / 8; ++i) {
        arguments.push_back(static_cast<Scalar>(stream.uniform(-1.1, 1.1)));
        arguments.push_back(static_cast<Scalar>(stream.uniform(-20, 20)));
        arguments.push_back(static_cast<Scalar>(stream.uniform(-1000, 1000)));
        arguments.push_back(static_cast<Scalar>(stream.uniform(-60000, 60000)));
    }
    return arguments;
}

}  // namespace balmer::eval
