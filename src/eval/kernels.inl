// The kernels, compiled once for each processor family. The including file defines BALMER_FAMILY (a
// namespace) and BALMER_VECTOR_BYTES; everything else is local to it.

#include "kernels.hpp"

#if BALMER_VECTOR_BYTES > 16
#include <sleef.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#define BALMER_INLINE static inline __attribute__((always_inline))

namespace balmer::eval::BALMER_FAMILY {
namespace {

typedef float FloatVector __attribute__((vector_size(BALMER_VECTOR_BYTES)));
typedef double DoubleVector __attribute__((vector_size(BALMER_VECTOR_BYTES)));
typedef std::int32_t FloatBits __attribute__((vector_size(BALMER_VECTOR_BYTES)));
typedef std::int64_t DoubleBits __attribute__((vector_size(BALMER_VECTOR_BYTES)));
// Columns of a slice may start at any element.
typedef float UnalignedFloats
    __attribute__((vector_size(BALMER_VECTOR_BYTES), aligned(4), may_alias));
typedef double UnalignedDoubles
    __attribute__((vector_size(BALMER_VECTOR_BYTES), aligned(8), may_alias));

template <class Scalar>
struct Lanes;

template <>
struct Lanes<float> {
    using Vector = FloatVector;
    using Bits = FloatBits;
    using Unaligned = UnalignedFloats;
    static constexpr std::int32_t magnitude_mask = 0x7fffffff;
    static constexpr int count = BALMER_VECTOR_BYTES / 4;
};

template <>
struct Lanes<double> {
    using Vector = DoubleVector;
    using Bits = DoubleBits;
    using Unaligned = UnalignedDoubles;
    static constexpr std::int64_t magnitude_mask = 0x7fffffffffffffff;
    static constexpr int count = BALMER_VECTOR_BYTES / 8;
};

template <class Scalar>
using Vector = typename Lanes<Scalar>::Vector;

template <class Scalar>
BALMER_INLINE Vector<Scalar> load(Scalar const* data) {
    return *reinterpret_cast<typename Lanes<Scalar>::Unaligned const*>(data);
}

template <class Scalar>
BALMER_INLINE void store(Scalar* data, Vector<Scalar> values) {
    *reinterpret_cast<typename Lanes<Scalar>::Unaligned*>(data) = values;
}

// Elementary functions: vector functions of SLEEF accurate to 1 ulp, or libm lane by lane.
#if BALMER_VECTOR_BYTES == 64
#define BALMER_FLOATS(name, function) \
    BALMER_INLINE FloatVector name(FloatVector x) { return Sleef_##function##f16_u10avx512f(x); }
#define BALMER_DOUBLES(name, function) \
    BALMER_INLINE DoubleVector name(DoubleVector x) { return Sleef_##function##d8_u10avx512f(x); }
BALMER_INLINE FloatVector pow(FloatVector x, FloatVector y) {
    return Sleef_powf16_u10avx512f(x, y);
}
BALMER_INLINE DoubleVector early_pow(DoubleVector x, DoubleVector y) {
    return Sleef_powd8_u10avx512f(x, y);
}
// Zero-masking forms with all lanes set: g++ 12 warns of an uninitialised value in the plain form.
BALMER_INLINE FloatVector sqrt(FloatVector x) { return _mm512_maskz_sqrt_ps(0xffff, x); }
BALMER_INLINE DoubleVector sqrt(DoubleVector x) { return _mm512_maskz_sqrt_pd(0xff, x); }
BALMER_INLINE FloatVector multiply_add(FloatVector x, FloatVector y, FloatVector z) {
    return _mm512_fmadd_ps(x, y, z);
}
BALMER_INLINE DoubleVector multiply_add(DoubleVector x, DoubleVector y, DoubleVector z) {
    return _mm512_fmadd_pd(x, y, z);
}
#elif BALMER_VECTOR_BYTES == 32
#define BALMER_FLOATS(name, function) \
    BALMER_INLINE FloatVector name(FloatVector x) { return Sleef_##function##f8_u10avx2(x); }
#define BALMER_DOUBLES(name, function) \
    BALMER_INLINE DoubleVector name(DoubleVector x) { return Sleef_##function##d4_u10avx2(x); }
BALMER_INLINE FloatVector pow(FloatVector x, FloatVector y) { return Sleef_powf8_u10avx2(x, y); }
BALMER_INLINE DoubleVector early_pow(DoubleVector x, DoubleVector y) {
    return Sleef_powd4_u10avx2(x, y);
}
BALMER_INLINE FloatVector sqrt(FloatVector x) { return _mm256_sqrt_ps(x); }
BALMER_INLINE DoubleVector sqrt(DoubleVector x) { return _mm256_sqrt_pd(x); }
BALMER_INLINE FloatVector multiply_add(FloatVector x, FloatVector y, FloatVector z) {
    return _mm256_fmadd_ps(x, y, z);
}
BALMER_INLINE DoubleVector multiply_add(DoubleVector x, DoubleVector y, DoubleVector z) {
    return _mm256_fmadd_pd(x, y, z);
}
#else
#define BALMER_FLOATS(name, function)                                                       \
    BALMER_INLINE FloatVector name(FloatVector x) {                                         \
        for (int i = 0; i < Lanes<float>::count; ++i) x[i] = __builtin_##function##f(x[i]); \
        return x;                                                                           \
    }
#define BALMER_DOUBLES(name, function)                                                    \
    BALMER_INLINE DoubleVector name(DoubleVector x) {                                     \
        for (int i = 0; i < Lanes<double>::count; ++i) x[i] = __builtin_##function(x[i]); \
        return x;                                                                         \
    }
BALMER_INLINE FloatVector pow(FloatVector x, FloatVector y) {
    for (int i = 0; i < Lanes<float>::count; ++i) x[i] = __builtin_powf(x[i], y[i]);
    return x;
}
BALMER_INLINE DoubleVector pow(DoubleVector x, DoubleVector y) {
    for (int i = 0; i < Lanes<double>::count; ++i) x[i] = __builtin_pow(x[i], y[i]);
    return x;
}
#ifdef __SSE2__
BALMER_INLINE FloatVector sqrt(FloatVector x) { return _mm_sqrt_ps(x); }
BALMER_INLINE DoubleVector sqrt(DoubleVector x) { return _mm_sqrt_pd(x); }
#else
BALMER_FLOATS(sqrt, sqrt)
BALMER_DOUBLES(sqrt, sqrt)
#endif
template <class V>
BALMER_INLINE V multiply_add(V x, V y, V z) {
    return x * y + z;
}
#endif

BALMER_INLINE FloatVector magnitude(FloatVector x) {
    return (FloatVector)((FloatBits)x & Lanes<float>::magnitude_mask);
}
BALMER_INLINE DoubleVector magnitude(DoubleVector x) {
    return (DoubleVector)((DoubleBits)x & Lanes<double>::magnitude_mask);
}

BALMER_DOUBLES(sin, sin)
BALMER_DOUBLES(cos, cos)
#if BALMER_VECTOR_BYTES > 16
BALMER_FLOATS(sin_anywhere, sin)
BALMER_FLOATS(cos_anywhere, cos)
BALMER_DOUBLES(early_exp, exp)
#include "overflow.inl"
#include "sine.inl"
#else
BALMER_FLOATS(sin, sin)
BALMER_FLOATS(cos, cos)
BALMER_DOUBLES(exp, exp)
#endif
BALMER_FLOATS(exp, exp)

#define BALMER_FUNCTION(name) \
    BALMER_FLOATS(name, name) \
    BALMER_DOUBLES(name, name)
BALMER_FUNCTION(tan)
BALMER_FUNCTION(asin)
BALMER_FUNCTION(acos)
BALMER_FUNCTION(atan)
BALMER_FUNCTION(log)
BALMER_FUNCTION(tanh)
#undef BALMER_FUNCTION
#undef BALMER_FLOATS
#undef BALMER_DOUBLES

/// One instruction for one vector; a, b and c as in Code.
template <Code code, class V>
BALMER_INLINE V compute(V a, V b, V c) {
    V const zero = {};
    V const one = zero + 1;
    switch (code) {
        case Code::add:
            return a + b;
        case Code::sub:
            return a - b;
        case Code::mul:
            return a * b;
        case Code::div:
            return a / b;
        case Code::pow:
            return pow(a, b);
        // The comparison is false if either is NaN. The result must then be NaN.
        case Code::min:
            return a != a ? a : (a < b ? a : b);
        case Code::max:
            return b != b ? b : (a < b ? b : a);
        case Code::neg:
            return -a;
        case Code::square:
            return a * a;
        case Code::cube:
            return a * a * a;
        case Code::sqrt:
            return sqrt(a);
        case Code::abs:
            return magnitude(a);
        case Code::sin:
            return sin(a);
        case Code::cos:
            return cos(a);
        case Code::tan:
            return tan(a);
        case Code::asin:
            return asin(a);
        case Code::acos:
            return acos(a);
        case Code::atan:
            return atan(a);
        case Code::exp:
            return exp(a);
        case Code::log:
            return log(a);
        case Code::tanh:
            return tanh(a);
        case Code::inv:
            return one / a;
        case Code::add_add:
            return (a + b) + c;
        case Code::add_sub:
            return (a + b) - c;
        case Code::add_rsub:
            return c - (a + b);
        case Code::add_mul:
            return (a + b) * c;
        case Code::sub_add:
            return (a - b) + c;
        case Code::sub_sub:
            return (a - b) - c;
        case Code::sub_rsub:
            return c - (a - b);
        case Code::sub_mul:
            return (a - b) * c;
        case Code::mul_add:
            return (a * b) + c;
        case Code::mul_sub:
            return (a * b) - c;
        case Code::mul_rsub:
            return c - (a * b);
        case Code::mul_mul:
            return (a * b) * c;
        case Code::square_adjoint:
            return a * (b + b);
        case Code::cube_adjoint:
            return a * (3 * b * b);
        case Code::sqrt_adjoint:
            return c == zero ? zero : a / (c + c);
        case Code::abs_adjoint:
            return b > zero ? a : (b < zero ? -a : a * b * zero);
        case Code::sin_adjoint:
            return a * cos(b);
        case Code::cos_adjoint:
            return a * -sin(b);
        case Code::tan_adjoint:
            return a * (one + c * c);
        case Code::asin_adjoint:
            return magnitude(b) == one ? zero : a / sqrt((one - b) * (one + b));
        case Code::acos_adjoint:
            return magnitude(b) == one ? zero : -a / sqrt((one - b) * (one + b));
        case Code::atan_adjoint:
            return a / (one + b * b);
        case Code::exp_adjoint:
            return a * c;
        case Code::log_adjoint:
            return a / b;
        case Code::tanh_adjoint:
            return a * ((one - c) * (one + c));
        case Code::inv_adjoint:
            return -(a * c * c);
        case Code::keep_if_less:
            return b < c ? a : zero;
        case Code::drop_if_less:
            return b < c ? zero : a;
        case Code::pow_adjoint_base:
            return ((b == zero) & (c < one)) ? zero : a * (c * pow(b, c - one));
        case Code::pow_adjoint_exponent:
            return c == zero ? zero : a * (c * log(b));
        case Code::store:
        case Code::none:
            break;
    }
    __builtin_trap();
}

constexpr int operand_count(Code code) {
    if (code < Code::neg) return 2;
    return code < Code::add_add ? 1 : 3;
}

template <Code code, class Scalar>
BALMER_INLINE void sweep(Instruction instruction, Slot<Scalar> const* slots,
                         std::size_t vector_count) {
    constexpr int operands = operand_count(code);
    constexpr int lanes = Lanes<Scalar>::count;
    Slot<Scalar> const slot_a = slots[instruction.a];
    Slot<Scalar> const slot_b = operands > 1 ? slots[instruction.b] : slot_a;
    Slot<Scalar> const slot_c = operands > 2 ? slots[instruction.c] : slot_a;
    Scalar const *a = slot_a.data, *b = slot_b.data, *c = slot_c.data;
    // Targets are buffers of the interpreter, which are writable.
    Scalar* target = const_cast<Scalar*>(slots[instruction.target].data);
    for (std::size_t i = 0; i < vector_count; i += vectors_per_step) {
        for (std::size_t j = 0; j < vectors_per_step; ++j) {
            Vector<Scalar> const value_a = load(a);
            Vector<Scalar> const value_b = operands > 1 ? load(b) : value_a;
            Vector<Scalar> const value_c = operands > 2 ? load(c) : value_a;
            store(target, compute<code>(value_a, value_b, value_c));
            a += slot_a.step;
            b += slot_b.step;
            c += slot_c.step;
            target += lanes;
        }
    }
}

template <class Scalar>
void run(Instruction const* instructions, std::size_t instruction_count, Slot<Scalar> const* slots,
         std::size_t vector_count) {
    for (Instruction const* at = instructions; at != instructions + instruction_count; ++at) {
        switch (at->code) {
#define BALMER_CASE(code)                                    \
    case Code::code:                                         \
        sweep<Code::code, Scalar>(*at, slots, vector_count); \
        break;
            BALMER_CASE(add)
            BALMER_CASE(sub)
            BALMER_CASE(mul)
            BALMER_CASE(div)
            BALMER_CASE(pow)
            BALMER_CASE(min)
            BALMER_CASE(max)
            BALMER_CASE(neg)
            BALMER_CASE(square)
            BALMER_CASE(cube)
            BALMER_CASE(sqrt)
            BALMER_CASE(abs)
            BALMER_CASE(sin)
            BALMER_CASE(cos)
            BALMER_CASE(tan)
            BALMER_CASE(asin)
            BALMER_CASE(acos)
            BALMER_CASE(atan)
            BALMER_CASE(exp)
            BALMER_CASE(log)
            BALMER_CASE(tanh)
            BALMER_CASE(inv)
            BALMER_CASE(add_add)
            BALMER_CASE(add_sub)
            BALMER_CASE(add_rsub)
            BALMER_CASE(add_mul)
            BALMER_CASE(sub_add)
            BALMER_CASE(sub_sub)
            BALMER_CASE(sub_rsub)
            BALMER_CASE(sub_mul)
            BALMER_CASE(mul_add)
            BALMER_CASE(mul_sub)
            BALMER_CASE(mul_rsub)
            BALMER_CASE(mul_mul)
            BALMER_CASE(square_adjoint)
            BALMER_CASE(cube_adjoint)
            BALMER_CASE(sqrt_adjoint)
            BALMER_CASE(abs_adjoint)
            BALMER_CASE(sin_adjoint)
            BALMER_CASE(cos_adjoint)
            BALMER_CASE(tan_adjoint)
            BALMER_CASE(asin_adjoint)
            BALMER_CASE(acos_adjoint)
            BALMER_CASE(atan_adjoint)
            BALMER_CASE(exp_adjoint)
            BALMER_CASE(log_adjoint)
            BALMER_CASE(tanh_adjoint)
            BALMER_CASE(inv_adjoint)
            BALMER_CASE(keep_if_less)
            BALMER_CASE(drop_if_less)
            BALMER_CASE(pow_adjoint_base)
            BALMER_CASE(pow_adjoint_exponent)
#undef BALMER_CASE
            case Code::store:
            case Code::none:
                __builtin_trap();
        }
    }
}

/// Sum of the lanes in double precision, by pairwise halving.
template <class Scalar>
BALMER_INLINE double lane_sum(Vector<Scalar> values) {
    double parts[Lanes<Scalar>::count];
    for (int i = 0; i < Lanes<Scalar>::count; ++i) parts[i] = static_cast<double>(values[i]);
    for (int half = Lanes<Scalar>::count / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) parts[i] += parts[i + half];
    }
    return parts[0];
}

/// Sum over a block of term(offset in rows, vector index in the step).
template <class Scalar, class Term>
BALMER_INLINE double block_sum(std::size_t vector_count, Term term) {
    constexpr std::size_t lanes = Lanes<Scalar>::count;
    Vector<Scalar> sum_0 = {}, sum_1 = {}, sum_2 = {}, sum_3 = {};
    for (std::size_t i = 0; i < vector_count; i += vectors_per_step) {
        sum_0 += term(i, i * lanes);
        sum_1 += term(i + 1, (i + 1) * lanes);
        sum_2 += term(i + 2, (i + 2) * lanes);
        sum_3 += term(i + 3, (i + 3) * lanes);
    }
    return lane_sum<Scalar>((sum_0 + sum_1) + (sum_2 + sum_3));
}

template <class Scalar>
BALMER_INLINE Vector<Scalar> vector_at(Slot<Scalar> slot, std::size_t vector_index) {
    return load(slot.data + static_cast<std::ptrdiff_t>(vector_index) * slot.step);
}

template <class Scalar>
double squared_error(Slot<Scalar> function, Scalar const* target, std::size_t vector_count) {
    return block_sum<Scalar>(vector_count, [=](std::size_t vector_index, std::size_t row) {
        Vector<Scalar> const residual = vector_at(function, vector_index) - load(target + row);
        return residual * residual;
    });
}

template <class Scalar>
double weighted_squared_error(Slot<Scalar> function, Scalar const* target, Scalar const* weights,
                              std::size_t vector_count) {
    return block_sum<Scalar>(vector_count, [=](std::size_t vector_index, std::size_t row) {
        Vector<Scalar> const residual = vector_at(function, vector_index) - load(target + row);
        return load(weights + row) * residual * residual;
    });
}

template <class Scalar>
double sum(Scalar const* values, std::size_t vector_count) {
    return block_sum<Scalar>(vector_count,
                             [=](std::size_t, std::size_t row) { return load(values + row); });
}

/// Largest number of columns whose products are summed in one pass: sums and operands fit in
/// registers.
constexpr std::size_t widest_triangle = BALMER_VECTOR_BYTES == 64 ? 6 : 4;
/// With more columns, products are summed in tiles of this width.
constexpr std::size_t tile_width = BALMER_VECTOR_BYTES == 64 ? 4 : 3;

constexpr std::size_t triangle_size(std::size_t rows) { return rows * (rows + 1) / 2; }

typedef float HalfFloats __attribute__((vector_size(BALMER_VECTOR_BYTES / 2)));
typedef double UnalignedSums __attribute__((vector_size(BALMER_VECTOR_BYTES), aligned(8)));

/// Adds the lanes of a sum over a block to lanes of doubles; halves of floats are added first.
template <class Scalar>
BALMER_INLINE void add_lanes(double* sums, Vector<Scalar> values) {
    DoubleVector terms;
    if constexpr (sizeof(Scalar) == sizeof(double)) {
        terms = values;
    } else {
        HalfFloats halves[2];
        __builtin_memcpy(halves, &values, sizeof(values));
        terms = __builtin_convertvector(halves[0] + halves[1], DoubleVector);
    }
    auto* const target = reinterpret_cast<UnalignedSums*>(sums);
    *target = *target + terms;
}

/// Products of `Rows` columns with each other, squares included.
template <class Scalar, std::size_t Rows, bool weighted>
void triangle(Scalar const* const* columns, std::size_t row, Scalar const* weights,
              std::size_t vector_count, double* sums) {
    constexpr std::size_t lanes = Lanes<Scalar>::count, sum_lanes = Lanes<double>::count;
    Vector<Scalar> totals[triangle_size(Rows)] = {};
    Scalar const* at[Rows];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i) at[i] = columns[row + i];
    for (std::size_t offset = 0; offset < vector_count * lanes; offset += lanes) {
        Vector<Scalar> factors[Rows];
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i) {
            factors[i] = load(at[i] + offset);
            Vector<Scalar> const value =
                weighted ? factors[i] * load(weights + offset) : factors[i];
#pragma GCC unroll 8
            for (std::size_t j = 0; j <= i; ++j) {
                Vector<Scalar>& total = totals[triangle_size(i) + j];
                total = multiply_add(value, factors[j], total);
            }
        }
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i) {
#pragma GCC unroll 8
        for (std::size_t j = 0; j <= i; ++j) {
            add_lanes<Scalar>(sums + (triangle_size(row + i) + row + j) * sum_lanes,
                              totals[triangle_size(i) + j]);
        }
    }
}

/// Products of `Rows` columns starting at `row` with tile_width columns starting at `column`.
template <class Scalar, std::size_t Rows, bool weighted>
void rectangle(Scalar const* const* columns, std::size_t row, std::size_t column,
               Scalar const* weights, std::size_t vector_count, double* sums) {
    constexpr std::size_t lanes = Lanes<Scalar>::count, sum_lanes = Lanes<double>::count;
    Vector<Scalar> totals[Rows][tile_width] = {};
    Scalar const* left[Rows];
    Scalar const* right[tile_width];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i) left[i] = columns[row + i];
#pragma GCC unroll 8
    for (std::size_t j = 0; j < tile_width; ++j) right[j] = columns[column + j];
    for (std::size_t offset = 0; offset < vector_count * lanes; offset += lanes) {
        Vector<Scalar> factors[tile_width];
#pragma GCC unroll 8
        for (std::size_t j = 0; j < tile_width; ++j) factors[j] = load(right[j] + offset);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < Rows; ++i) {
            Vector<Scalar> value = load(left[i] + offset);
            if (weighted) value *= load(weights + offset);
#pragma GCC unroll 8
            for (std::size_t j = 0; j < tile_width; ++j) {
                totals[i][j] = multiply_add(value, factors[j], totals[i][j]);
            }
        }
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i) {
#pragma GCC unroll 8
        for (std::size_t j = 0; j < tile_width; ++j) {
            add_lanes<Scalar>(sums + (triangle_size(row + i) + column + j) * sum_lanes,
                              totals[i][j]);
        }
    }
}

/// Products of the `Rows` columns starting at `row` with each other and all previous columns.
template <class Scalar, std::size_t Rows, bool weighted>
void row_of_tiles(Scalar const* const* columns, std::size_t row, Scalar const* weights,
                  std::size_t vector_count, double* sums) {
    for (std::size_t column = 0; column < row; column += tile_width) {
        rectangle<Scalar, Rows, weighted>(columns, row, column, weights, vector_count, sums);
    }
    triangle<Scalar, Rows, weighted>(columns, row, weights, vector_count, sums);
}

template <class Scalar, bool weighted>
void all_products(Scalar const* const* columns, std::size_t column_count, Scalar const* weights,
                  std::size_t vector_count, double* sums) {
    std::size_t row = 0;
    for (; column_count - row > widest_triangle; row += tile_width) {
        row_of_tiles<Scalar, tile_width, weighted>(columns, row, weights, vector_count, sums);
    }
    switch (column_count - row) {
#define BALMER_CASE(rows)                                                                         \
    case rows:                                                                                    \
        if constexpr (rows <= widest_triangle) {                                                  \
            row_of_tiles<Scalar, rows, weighted>(columns, row, weights, vector_count, sums);      \
        }                                                                                         \
        break;
        BALMER_CASE(1)
        BALMER_CASE(2)
        BALMER_CASE(3)
        BALMER_CASE(4)
        BALMER_CASE(5)
        BALMER_CASE(6)
#undef BALMER_CASE
    }
}

template <class Scalar>
void products(Scalar const* const* columns, std::size_t column_count, Scalar const* weights,
              std::size_t vector_count, double* sums) {
    if (weights) {
        all_products<Scalar, true>(columns, column_count, weights, vector_count, sums);
    } else {
        all_products<Scalar, false>(columns, column_count, weights, vector_count, sums);
    }
}

}  // namespace

#define BALMER_TEXT_OF(word) #word
#define BALMER_TEXT(word) BALMER_TEXT_OF(word)

template <class Scalar>
constexpr Kernels<Scalar> kernels = {
    BALMER_TEXT(BALMER_FAMILY), Lanes<Scalar>::count, Lanes<double>::count, run<Scalar>, squared_error<Scalar>,
    weighted_squared_error<Scalar>, sum<Scalar>,          products<Scalar>};

extern Kernels<float> const float_kernels;
extern Kernels<double> const double_kernels;
constinit Kernels<float> const float_kernels = kernels<float>;
constinit Kernels<double> const double_kernels = kernels<double>;

}  // namespace balmer::eval::BALMER_FAMILY
