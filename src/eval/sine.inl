// Sine and cosine in single precision, for kernels with fused multiply-add. Four times as fast as
// functions that accept every argument. Included by kernels.inl within its namespace.
//
// With n = round(x / π), sin x = (-1)^n sin(x - nπ); π is subtracted in three parts, the first
// without rounding. Accurate to about 1 ulp for |x| < 30000; larger arguments are left to SLEEF.
// Coefficients: minimax on [-π/2, π/2] as in SLEEF 3.5.1, sleefsp.c, xsinf (N. Shibata, F.
// Petrogalli, IEEE Trans. Parallel Distrib. Syst. 31 (2020) 1316).

constexpr float largest_reduced_argument = 30000;

BALMER_INLINE bool any_beyond(FloatVector magnitudes, float limit) {
    // Not "not less": NaN must count as beyond.
#if BALMER_VECTOR_BYTES == 64
    return _mm512_cmp_ps_mask(magnitudes, _mm512_set1_ps(limit), _CMP_NLT_UQ) != 0;
#else
    return _mm256_movemask_ps(_mm256_cmp_ps(magnitudes, _mm256_set1_ps(limit), _CMP_NLT_UQ)) != 0;
#endif
}

BALMER_INLINE FloatVector flip_sign(FloatVector x, FloatBits sign_bits) {
    return (FloatVector)((FloatBits)x ^ sign_bits);
}

/// x - n (high + middle + low).
BALMER_INLINE FloatVector reduce(FloatVector x, FloatVector n, float high, float middle,
                                 float low) {
    FloatVector const zero = {};
    FloatVector r = multiply_add(-n, zero + high, x);
    r = multiply_add(-n, zero + middle, r);
    return multiply_add(-n, zero + low, r);
}

/// sin r for |r| <= π/2.
BALMER_INLINE FloatVector sine_polynomial(FloatVector r) {
    FloatVector const zero = {};
    FloatVector const square = r * r;
    FloatVector sum = zero + 2.6083159809786593541503e-06f;
    sum = multiply_add(sum, square, zero - 0.0001981069071916863322258f);
    sum = multiply_add(sum, square, zero + 0.00833307858556509017944336f);
    sum = multiply_add(sum, square, zero - 0.166666597127914428710938f);
    return multiply_add(r * square, sum, r);
}

/// The polynomial may exceed 1 by one ulp, and sqrt(1 - sin(x)^2) would be NaN.
BALMER_INLINE FloatVector within_one(FloatVector x) {
    FloatVector const zero = {}, one = zero + 1;
#if BALMER_VECTOR_BYTES == 64
    return _mm512_maskz_range_ps(0xffff, x, one, 2);  // smaller magnitude, sign of the first
#else
    return _mm256_min_ps(_mm256_max_ps(x, -one), one);
#endif
}

/// Adding it rounds a small number to an integer, which is then in the low bits.
constexpr float rounding_offset = 12582912;  // 1.5 · 2^23
constexpr float inverse_pi = 0.318309886183790671538f;
// π = 3.14159274 - 8.74227766e-08 - 3.43e-15: each part is the remainder rounded to a float.
constexpr float pi_high = 0x1.921fb6p+1f, pi_middle = -0x1.777a5cp-24f, pi_low = -0x1.ee59dap-49f;

BALMER_INLINE FloatVector sin(FloatVector x) {
    FloatVector const zero = {};
    FloatVector const size = magnitude(x);
    if (__builtin_expect(any_beyond(size, largest_reduced_argument), 0)) return sin_anywhere(x);
    FloatVector const shifted = multiply_add(size, zero + inverse_pi, zero + rounding_offset);
    FloatVector const n = shifted - rounding_offset;
    FloatVector const r = reduce(size, n, pi_high, pi_middle, pi_low);
    FloatBits const odd = (FloatBits)shifted << 31;
    FloatBits const negative = (FloatBits)x ^ (FloatBits)size;
    return flip_sign(within_one(sine_polynomial(r)), odd ^ negative);
}

// cos x = (-1)^(n+1) sin(x - (n + 1/2) π), n + 1/2 = round(x / π - 1/2) + 1/2.
BALMER_INLINE FloatVector cos(FloatVector x) {
    FloatVector const zero = {};
    FloatVector const size = magnitude(x);
    if (__builtin_expect(any_beyond(size, largest_reduced_argument), 0)) return cos_anywhere(x);
    FloatVector const quotient = multiply_add(size, zero + inverse_pi, zero - 0.5f);
    FloatVector const shifted = quotient + rounding_offset;
    FloatVector const n = (shifted - rounding_offset) + 0.5f;
    FloatVector const r = reduce(size, n, pi_high, pi_middle, pi_low);
    FloatBits const even = ~(FloatBits)shifted << 31;
    return flip_sign(within_one(sine_polynomial(r)), even);
}
