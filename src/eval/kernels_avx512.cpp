#define BALMER_FAMILY avx512
#define BALMER_VECTOR_BYTES 64
#include "kernels.inl"
