#include "called_functions.hpp"

#include <sleef.h>

#define BALMER_SINGLE(name) Sleef_##name##f16_u10avx512f
#define BALMER_DOUBLE(name) Sleef_##name##d8_u10avx512f
using DoubleVector = __m512d;

#include "called_functions.inl"

namespace balmer::eval::jit {

CalledFunction const avx512_single_functions[] = BALMER_SINGLE_FUNCTIONS;
CalledFunction const avx512_double_functions[] = BALMER_DOUBLE_FUNCTIONS;

}  // namespace balmer::eval::jit
