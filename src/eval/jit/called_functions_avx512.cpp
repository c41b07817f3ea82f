#include "called_functions.hpp"
#include "called_functions.inl"

#include <sleef.h>

#define BALMER_SINGLE(name) Sleef_##name##f16_u10avx512f
#define BALMER_DOUBLE(name) Sleef_##name##d8_u10avx512f

namespace balmer::eval::jit {

CalledFunction const avx512_single_functions[] = BALMER_ALL(BALMER_SINGLE);
CalledFunction const avx512_double_functions[] = BALMER_ALL(BALMER_DOUBLE);

}  // namespace balmer::eval::jit
