#define BALMER_FAMILY generic
#define BALMER_VECTOR_BYTES 16
#include "kernels.inl"
