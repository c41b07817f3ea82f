#include "called_functions.hpp"
#include "called_functions.inl"

#include <sleef.h>

#define BALMER_SINGLE(name) Sleef_##name##f8_u10avx2
#define BALMER_DOUBLE(name) Sleef_##name##d4_u10avx2

namespace balmer::eval::jit {

CalledFunction const avx2_single_functions[] = BALMER_ALL(BALMER_SINGLE);
CalledFunction const avx2_double_functions[] = BALMER_ALL(BALMER_DOUBLE);

}  // namespace balmer::eval::jit
