#include "called_functions.hpp"

#include <sleef.h>

#define BALMER_SINGLE(name) Sleef_##name##f8_u10avx2
#define BALMER_DOUBLE(name) Sleef_##name##d4_u10avx2
using DoubleVector = __m256d;

#include "called_functions.inl"

namespace balmer::eval::jit {

CalledFunction const avx2_single_functions[] = BALMER_SINGLE_FUNCTIONS;
CalledFunction const avx2_double_functions[] = BALMER_DOUBLE_FUNCTIONS;

}  // namespace balmer::eval::jit
