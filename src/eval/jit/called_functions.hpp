/// \file
/// The vector functions that emitted code calls: their list, and their addresses.
///
/// Plain data: the tables are compiled with the flags of their instruction sets.
#pragma once

#include <cstddef>
#include <cstdint>

/// Functions of one argument, by SLEEF's names. A new one needs no other line than this.
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

/// Functions that are called: for arguments or operators that have no instructions of their own.
enum class Function : std::uint8_t {
#define BALMER_ENUMERATOR(name) name,
    BALMER_CALLED_FUNCTIONS(BALMER_ENUMERATOR)
#undef BALMER_ENUMERATOR
    /// The only one of two arguments.
    pow
};

inline constexpr std::size_t function_count = static_cast<std::size_t>(Function::pow) + 1;

/// Of some signature: one or two vectors to one.
using CalledFunction = void (*)();

/// [function_count] in the order of Function each, 1 ulp.
extern CalledFunction const avx512_single_functions[];
extern CalledFunction const avx512_double_functions[];
extern CalledFunction const avx2_single_functions[];
extern CalledFunction const avx2_double_functions[];

}  // namespace balmer::eval::jit
