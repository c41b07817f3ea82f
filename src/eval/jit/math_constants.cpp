#include "math_constants.hpp"

#include <array>
#include <cstring>
#include <span>
#include <utility>

namespace balmer::eval::jit {
namespace {

using Coefficients = std::span<double const>;

// All polynomials: minimax by fpminimax of Sollya 8.0 (S. Chevillard, M. Joldes, C. Lauter, ICMS
// 2010, LNCS 6327, 28), relative error, coefficients rounded to the precision they serve.

// (exp r - 1) / r for |r| <= ln 2 / 32, relative error of exp 1.6e-9 and 7.0e-18.
constexpr std::array exp_16_single = {0x1.55565p-3, 0x1.00022p-1, 1.0};
constexpr std::array exp_16_double = {0x1.6c159d857f311p-10, 0x1.11126edc8c0e4p-7,
                                      0x1.555555581c76ep-5,  0x1.5555555405ddp-3,
                                      0x1.fffffffffffc1p-2,  0x1.000000000000ap0};

// exp r for |r| <= ln 2 / 2, 3.8e-9 and 3.8e-18.
constexpr std::array exp_single = {
    0x1.686902p-10, 0x1.123d16p-7, 0x1.555b84p-5, 0x1.55548cp-3, 0x1.fffff8p-2, 1.0, 1.0};
constexpr std::array exp_double = {0x1.ad8d55a3886e8p-26,
                                   0x1.28ae3c99e664bp-22,
                                   0x1.71df1d1476f36p-19,
                                   0x1.a01999231b6efp-16,
                                   0x1.a01a012dcb966p-13,
                                   0x1.6c16c18488a72p-10,
                                   0x1.111111112725dp-7,
                                   0x1.5555555550689p-5,
                                   0x1.55555555554fcp-3,
                                   0x1.000000000000ap-1,
                                   1.0,
                                   1.0};

// (log(1 + f) - f) / f^2 for f in [-1/32, 1/16], relative error of log(1 + f) 3.0e-9 and 9.2e-18.
constexpr std::array log_16_single = {0x1.825c4ep-3, -0x1.0013bep-2, 0x1.55584p-2, -0x1p-1};
constexpr std::array log_16_double = {
    -0x1.65e46c5635bbp-4,  0x1.c57122be1f93fp-4,  -0x1.0009a35e9e26bp-3,
    0x1.2492d90829101p-3,  -0x1.555554c298fadp-3, 0x1.9999998093059p-3,
    -0x1.ffffffffef5c5p-3, 0x1.5555555555f5cp-2,  -0x1.0000000000003p-1};

// (log(1 + f) - f) / f^2 for f in [-1/4, 1/2], 5.1e-9.
constexpr std::array log_single = {-0x1.721d3ep-5, 0x1.ad4188p-4,  -0x1.0db586p-3,
                                   0x1.28852ep-3,  -0x1.54eb54p-3, 0x1.9968fp-3,
                                   -0x1.00004ep-2, 0x1.5555a6p-2,  -0x1p-1};
// (2 artanh(s) - 2 s) / s^3 as polynomial in s^2, |s| <= 0.2; relative error 4.1e-15, of log 1e-16.
constexpr std::array log_double = {0x1.3596e3664e4bap-3, 0x1.39039afeeed55p-3, 0x1.746bb15c06019p-3,
                                   0x1.c71c3cfc7633ep-3, 0x1.24924951e89f2p-2, 0x1.999999997c6afp-2,
                                   0x1.555555555556ep-1};

// (sin r - r) / r^3 as polynomial in r^2, |r| <= π/2 (1 + 2^-7): relative error of sin 2e-8 and
// 1e-16. Minimax polynomials (6.9e-9, 3.1e-19) whose last digits were then changed: the sum as
// evaluated exceeds 1 for no number r near π/2 (all were tried), since sqrt(1 - sin(x)^2) would be
// NaN, and its largest error is minimal.
constexpr std::array sine_single = {0x1.5dbfeap-19, -0x1.9f6f7p-13, 0x1.110eb2p-7, -0x1.555548p-3};
constexpr std::array sine_double = {
    0x1.882426da38979p-49, -0x1.ae4302b246756p-41, 0x1.6123cb38ca9bp-33, -0x1.ae6454cdf1f89p-26,
    0x1.71de3a5294577p-19, -0x1.a01a01a014c11p-13, 0x1.11111111110c6p-7, -0x1.5555555555555p-3};

// 2^(j/16), rounded.
constexpr std::array power_single = {0x1p+0,        0x1.0b5586p+0, 0x1.172b84p+0, 0x1.2387a6p+0,
                                     0x1.306fe0p+0, 0x1.3dea64p+0, 0x1.4bfdaep+0, 0x1.5ab07ep+0,
                                     0x1.6a09e6p+0, 0x1.7a1148p+0, 0x1.8ace54p+0, 0x1.9c4918p+0,
                                     0x1.ae89fap+0, 0x1.c199bep+0, 0x1.d5818ep+0, 0x1.ea4afap+0};
constexpr std::array power_double = {0x1p+0,
                                     0x1.0b5586cf9890fp+0,
                                     0x1.172b83c7d517bp+0,
                                     0x1.2387a6e756238p+0,
                                     0x1.306fe0a31b715p+0,
                                     0x1.3dea64c123422p+0,
                                     0x1.4bfdad5362a27p+0,
                                     0x1.5ab07dd485429p+0,
                                     0x1.6a09e667f3bcdp+0,
                                     0x1.7a11473eb0187p+0,
                                     0x1.8ace5422aa0dbp+0,
                                     0x1.9c49182a3f090p+0,
                                     0x1.ae89f995ad3adp+0,
                                     0x1.c199bdd85529cp+0,
                                     0x1.d5818dcfba487p+0,
                                     0x1.ea4afa2a490dap+0};

// Accurate tables (S. Gal, Computing 36 (1986) 1): numbers r near 1 / m for which -log r is almost
// exactly representable. From m = 1.5 on, x is just below a power of two and the exponent cancels:
// there -log r - ln 2 is almost exactly the difference of the rounded -log r and the rounded ln 2.
// Errors are at most 2^-37 and 2^-59. The first interval is exact, and so is the last with ln 2.
constexpr std::array reciprocal_single = {
    0x1p+0,        0x1.d40f4ep-1, 0x1.badefep-1, 0x1.a42dbp-1,  0x1.8f9708p-1, 0x1.7cf1b6p-1,
    0x1.6c138p-1,  0x1.5caeb8p-1, 0x1.4e5f7ep-1, 0x1.41345cp-1, 0x1.352496p-1, 0x1.29dd74p-1,
    0x1.1f774cp-1, 0x1.15a5e8p-1, 0x1.0c9956p-1, 0x1p-1};
constexpr std::array logarithm_single = {0.0,           0x1.6f874p-4,  0x1.290ddap-3, 0x1.94c6f2p-3,
                                         0x1.fbab7ep-3, 0x1.2ec494p-2, 0x1.5d2504p-2, 0x1.8961fep-2,
                                         0x1.b44b06p-2, 0x1.dd6fbcp-2, 0x1.025092p-1, 0x1.15579ep-1,
                                         0x1.278962p-1, 0x1.39542ap-1, 0x1.4a4b3ap-1, 0x1.62e43p-1};
constexpr std::array reciprocal_double = {0x1p+0,
                                          0x1.d41d41d41d41ep-1,
                                          0x1.bacf914c1bad2p-1,
                                          0x1.a41a41a419864p-1,
                                          0x1.8f9c18f9c18fcp-1,
                                          0x1.7d05f417cfa3ep-1,
                                          0x1.6c16c16c16c19p-1,
                                          0x1.5c9882b931055p-1,
                                          0x1.4e5e0a72f0532p-1,
                                          0x1.4141414141417p-1,
                                          0x1.3521cfb2b78cap-1,
                                          0x1.29e4129e406e9p-1,
                                          0x1.1f7047dc113cfp-1,
                                          0x1.15b1e5f751b5dp-1,
                                          0x1.0c9714fbce5e2p-1,
                                          0x1p-1};
constexpr std::array logarithm_double = {0.0,
                                         0x1.6f0d28ae56b45p-4,
                                         0x1.29552f81ff518p-3,
                                         0x1.9525a9cf48fcdp-3,
                                         0x1.fb9186d5e3e1fp-3,
                                         0x1.2e8e2bae13caap-2,
                                         0x1.5d1bdbf5809c4p-2,
                                         0x1.89a3386c14261p-2,
                                         0x1.b44f77bcc8f79p-2,
                                         0x1.dd46a04c1c497p-2,
                                         0x1.02552a5a5d0f0p-1,
                                         0x1.154c3d2f4ea09p-1,
                                         0x1.2795e1289c5d2p-1,
                                         0x1.393e0d3563fa6p-1,
                                         0x1.4a4f85db02884p-1,
                                         0x1.62e42fefa39efp-1};

Coefficients exp_coefficients(VectorKind kind) {
    bool const single = kind.precision == Precision::single;
    if (kind.set == InstructionSet::avx512) {
        return single ? Coefficients(exp_16_single) : Coefficients(exp_16_double);
    }
    return single ? Coefficients(exp_single) : Coefficients(exp_double);
}

Coefficients log_coefficients(VectorKind kind) {
    bool const single = kind.precision == Precision::single;
    if (kind.set == InstructionSet::avx512) {
        return single ? Coefficients(log_16_single) : Coefficients(log_16_double);
    }
    return single ? Coefficients(log_single) : Coefficients(log_double);
}

Coefficients sine_coefficients(VectorKind kind) {
    return kind.precision == Precision::single ? Coefficients(sine_single)
                                               : Coefficients(sine_double);
}

/// Writes the constants of one kind of vector.
class ConstantWriter {
public:
    explicit ConstantWriter(VectorKind kind)
        : kind_(kind), bytes_(static_cast<std::size_t>(Constant::count) * kind.vector_bytes()) {}

    void set(Constant constant, double of_single, double of_double) {
        double const value = is_single() ? of_single : of_double;
        for (std::size_t lane = 0; lane < kind_.lane_count(); ++lane) put(constant, lane, value);
    }

    void set_bits(Constant constant, std::uint32_t of_single, std::uint64_t of_double) {
        for (std::size_t lane = 0; lane < kind_.lane_count(); ++lane) {
            if (is_single()) {
                std::memcpy(at(constant, lane), &of_single, sizeof of_single);
            } else {
                std::memcpy(at(constant, lane), &of_double, sizeof of_double);
            }
        }
    }

    /// Writes one value per lane, continuing in the following vectors.
    void set_table(Constant constant, Coefficients of_single, Coefficients of_double) {
        Coefficients const values = is_single() ? of_single : of_double;
        for (std::size_t i = 0; i < values.size(); ++i) put(constant, i, values[i]);
    }

    void set_polynomial(Constant first, Coefficients coefficients) {
        for (std::size_t i = 0; i < coefficients.size(); ++i) {
            auto const constant = static_cast<Constant>(static_cast<std::size_t>(first) + i);
            set(constant, coefficients[i], coefficients[i]);
        }
    }

    std::vector<std::byte> take() { return std::move(bytes_); }

private:
    bool is_single() const { return kind_.precision == Precision::single; }

    std::byte* at(Constant constant, std::size_t lane) {
        return bytes_.data() + static_cast<std::size_t>(constant) * kind_.vector_bytes() +
               lane * kind_.scalar_bytes();
    }

    void put(Constant constant, std::size_t lane, double value) {
        if (is_single()) {
            auto const rounded = static_cast<float>(value);
            std::memcpy(at(constant, lane), &rounded, sizeof rounded);
        } else {
            std::memcpy(at(constant, lane), &value, sizeof value);
        }
    }

    VectorKind kind_;
    std::vector<std::byte> bytes_;
};

void set_exp(ConstantWriter& writer, VectorKind kind) {
    using enum Constant;
    bool const tables = kind.set == InstructionSet::avx512;
    // 1.5 times a power of two, so that the last bit is 1/16 or 1.
    writer.set(exp_rounder, tables ? 0x1.8p19 : 0x1.8p23, tables ? 0x1.8p48 : 0x1.8p52);
    writer.set(inverse_ln2, 0x1.715476p+0, 0x1.71547652b82fep+0);
    writer.set(ln2_high, 0x1.62e43p-1, 0x1.62e42fefa39efp-1);
    writer.set(ln2_low, -0x1.05c61p-29, 0x1.abc9e3b39803fp-56);
    writer.set(largest_remainder, 0x1p-5, 0x1p-5);
    writer.set(largest_exp_argument, 89, 710);
    writer.set(smallest_exp_argument, -104, -746);
    writer.set(half_of, 0.5, 0.5);
    writer.set(exponent_rounder, 0x1.8p23 + 127, 0x1.8p52 + 1023);
    if (tables) writer.set_table(exp_table, power_single, power_double);
    writer.set_polynomial(Constant::exp_polynomial, exp_coefficients(kind));
}

void set_log(ConstantWriter& writer, VectorKind kind) {
    using enum Constant;
    if (kind.set == InstructionSet::avx512) {
        writer.set_table(reciprocal_table, reciprocal_single, reciprocal_double);
        writer.set_table(logarithm_table, logarithm_single, logarithm_double);
    }
    writer.set_bits(smallest_normal, 0x00800000, 0x0010000000000000);
    writer.set_bits(largest_finite, 0x7f7fffff, 0x7fefffffffffffff);
    // Added to the bits of x = m 2^e, 0.75 <= m < 1.5: the bits of m - 0.75 below e + 128 or 1024.
    writer.set_bits(exponent_shift, 0x00c00000, 0x0018000000000000);
    writer.set_bits(mantissa_bits, 0x007fffff, 0x000fffffffffffff);
    writer.set(three_quarters, 0.75, 0.75);
    // An integer in the low bits of a number of this size is that integer plus a bias.
    writer.set(exponent_as_number, 0x1p23, 0x1p52);
    writer.set(exponent_bias, 0x1p23 + 128, 0x1p52 + 1024);
    writer.set_polynomial(Constant::log_polynomial, log_coefficients(kind));
}

void set_sine(ConstantWriter& writer, VectorKind kind) {
    using enum Constant;
    // Last bits of numbers in [2, 4), and the number of multiples of π in range on either side of
    // 0.
    constexpr double unit_single = 0x1p-22, unit_double = 0x1p-51;
    constexpr double range_single = 0x1p17, range_double = 0x1p30;
    writer.set(scaled_inverse_pi, 0x1.45f306p-2 * unit_single, 0x1.45f306dc9c883p-2 * unit_double);
    writer.set(sine_rounder, 2 + range_single * unit_single, 2 + range_double * unit_double);
    writer.set(cosine_rounder, 2 + (range_single + 1) * unit_single,
               2 + (range_double + 1) * unit_double);
    writer.set(cosine_half, 0.5 * unit_single, 0.5 * unit_double);
    // All bits but the highest one of the exponent, the only one that 2 has, and those of n.
    writer.set_bits(sine_range_bits, ~(0x40000000u | 0x3ffffu),
                    ~(0x4000000000000000u | 0x7fffffffu));
    // Slightly less than that number times π.
    writer.set(sine_range, 3 * range_single, 3 * range_double);
    // π rounded down, the remainder rounded down, and the rest. A negative part would turn -0 into
    // +0.
    writer.set(pi_high, 0x1.921fb4p+1 / unit_single, 0x1.921fb54442d18p+1 / unit_double);
    writer.set(pi_middle, 0x1.4442dp-23 / unit_single, 0x1.1a62633145c06p-53 / unit_double);
    writer.set(pi_low, 0x1.84698ap-47 / unit_single, 0x1.c1cd129024e09p-106 / unit_double);
    writer.set_polynomial(Constant::sine_polynomial, sine_coefficients(kind));
}

}  // namespace

std::size_t exp_polynomial_size(VectorKind kind) { return exp_coefficients(kind).size(); }
std::size_t log_polynomial_size(VectorKind kind) { return log_coefficients(kind).size(); }
std::size_t sine_polynomial_size(VectorKind kind) { return sine_coefficients(kind).size(); }

std::vector<std::byte> math_constants(VectorKind kind) {
    using enum Constant;
    ConstantWriter writer(kind);
    writer.set(zero, 0, 0);
    writer.set(one, 1, 1);
    writer.set(two, 2, 2);
    writer.set_bits(magnitude_bits, 0x7fffffff, 0x7fffffffffffffff);
    writer.set(one_or_just_more, 1, 1 + 0x1p-40);
    writer.set(smallest_safe, 0x1p-60, 0x1p-400);
    set_exp(writer, kind);
    set_log(writer, kind);
    set_sine(writer, kind);
    return writer.take();
}

}  // namespace balmer::eval::jit
