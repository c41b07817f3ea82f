#include "called_functions.hpp"

#include <sleef.h>

#define BALMER_SINGLE(name) Sleef_##name##f8_u10avx2
#define BALMER_DOUBLE(name) Sleef_##name##d4_u10avx2
using DoubleVector = __m256d;

#include "called_functions.inl"

namespace balmer::eval::jit {

CalledFunction const avx2_single_functions[] = BALMER_ALL(BALMER_SINGLE, BALMER_SINGLE(pow));
CalledFunction const avx2_double_functions[] = BALMER_ALL(BALMER_DOUBLE, pow_to_the_end);

}  // namespace balmer::eval::jit
