/// \file
/// Addresses of the vector functions that emitted code calls.
///
/// Plain data: the tables are compiled with the flags of their instruction sets.
#pragma once

namespace balmer::eval::jit {

/// Of some signature: one or two vectors to one.
using CalledFunction = void (*)();

/// [function_count] in the order of Function each, 1 ulp.
extern CalledFunction const avx512_single_functions[];
extern CalledFunction const avx512_double_functions[];
extern CalledFunction const avx2_single_functions[];
extern CalledFunction const avx2_double_functions[];

}  // namespace balmer::eval::jit
