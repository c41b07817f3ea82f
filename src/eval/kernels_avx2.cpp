#define BALMER_FAMILY avx2
#define BALMER_VECTOR_BYTES 32
#include "kernels.inl"
