/// \file
/// What emitted code reads and writes besides the columns of the data, at one address.
#pragma once

#include "math_code.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace balmer::eval::jit {

inline constexpr std::size_t most_lanes = 16;

/// Head of a frame. Behind it lie, as whole vectors: math_constants, the code's own constants
/// (CodeConstant), the constants of the tree, and places for values that no register holds.
struct alignas(64) Frame {
    /// Addresses of the columns: [feature] of the whole table, target, weights.
    void const* columns = nullptr;
    void const* target = nullptr;
    void const* weights = nullptr;
    /// Where values or columns are stored: the address that row 0 of the table would have.
    std::uint64_t output = 0;
    /// Rows to look at, as offsets into a column [bytes]: a positive number of whole vectors.
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    /// Sums of w r² and of w, to which code adds lane by lane.
    alignas(64) std::array<double, most_lanes> squared_error_sums{};
    alignas(64) std::array<double, most_lanes> weight_sums{};
    /// Addresses of call_thunks.
    alignas(64) std::array<void const*, function_count> thunks{};
};
static_assert(std::is_standard_layout_v<Frame> && sizeof(Frame) % 64 == 0);

/// Constants of the code itself, in the order in which they stand.
enum class CodeConstant : std::uint32_t { zero, one, three, sign_bit, magnitude_bits };

inline constexpr std::uint32_t code_constant_count = 5;

/// Distance of two columns that gradient code stores, and the rows of one: a part of the L1 cache.
inline constexpr std::uint32_t stored_column_bytes = 2048;
inline constexpr std::uint32_t stored_column_stride = stored_column_bytes + 64;

}  // namespace balmer::eval::jit
