// exp and pow in double precision up to the largest number. Those of SLEEF 3.5.1 return infinity
// from e^709.7827111 on, a relative 1.7e-6 below the largest double, so infinite values are computed
// again by libm. Included by kernels.inl within its namespace.

BALMER_INLINE bool any_infinite(DoubleVector x) {
    DoubleVector const zero = {}, infinity = zero + __builtin_inf();
#if BALMER_VECTOR_BYTES == 64
    return _mm512_cmp_pd_mask(magnitude(x), infinity, _CMP_EQ_OQ) != 0;
#else
    return _mm256_movemask_pd(_mm256_cmp_pd(magnitude(x), infinity, _CMP_EQ_OQ)) != 0;
#endif
}

__attribute__((noinline, cold)) DoubleVector exp_to_the_end(DoubleVector x, DoubleVector value) {
    for (int i = 0; i < Lanes<double>::count; ++i) {
        if (__builtin_isinf(value[i])) value[i] = __builtin_exp(x[i]);
    }
    return value;
}

__attribute__((noinline, cold)) DoubleVector pow_to_the_end(DoubleVector x, DoubleVector y,
                                                            DoubleVector value) {
    for (int i = 0; i < Lanes<double>::count; ++i) {
        if (__builtin_isinf(value[i])) value[i] = __builtin_pow(x[i], y[i]);
    }
    return value;
}

BALMER_INLINE DoubleVector exp(DoubleVector x) {
    DoubleVector const value = early_exp(x);
    return __builtin_expect(any_infinite(value), 0) ? exp_to_the_end(x, value) : value;
}

BALMER_INLINE DoubleVector pow(DoubleVector x, DoubleVector y) {
    DoubleVector const value = early_pow(x, y);
    return __builtin_expect(any_infinite(value), 0) ? pow_to_the_end(x, y, value) : value;
}
