/// \file
/// The vector functions that emitted code calls.
///
/// Plain data only: the tables are compiled with the flags of their instruction sets.
#pragma once

#include <cstddef>
#include <cstdint>

/// Functions of one argument, by their names in SLEEF. A new one is added only here.
#define BALMER_CALLED_FUNCTIONS(FUNCTION) \
    FUNCTION(sin)                         \
    FUNCTION(cos)                         \
    FUNCTION(tan)                         \
    FUNCTION(asin)                        \
    FUNCTION(acos)                        \
    FUNCTION(atan)                        \
    FUNCTION(log)                         \
    FUNCTION(tanh)

namespace balmer::eval::jit {

/// Functions that are called for operators or arguments that MathCode does not cover.
enum class Function : std::uint8_t {
#define BALMER_ENUMERATOR(name) name,
    BALMER_CALLED_FUNCTIONS(BALMER_ENUMERATOR)
#undef BALMER_ENUMERATOR
    /// The only function of two arguments.
    pow
};

inline constexpr std::size_t function_count = static_cast<std::size_t>(Function::pow) + 1;

/// The actual signature has one or two vectors and returns a vector.
using CalledFunction = void (*)();

/// Each [function_count], in the order of Function. Accurate to 1 ulp.
extern CalledFunction const avx512_single_functions[];
extern CalledFunction const avx512_double_functions[];
extern CalledFunction const avx2_single_functions[];
extern CalledFunction const avx2_double_functions[];

}  // namespace balmer::eval::jit
