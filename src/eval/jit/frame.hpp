/// \file
/// The memory that emitted code reads and writes, except the columns of the data.
#pragma once

#include "math_code.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace balmer::eval::jit {

inline constexpr std::size_t most_lanes = 16;

/// Header of a frame. It is followed by vectors: math_constants, the constants of the code
/// (CodeConstant), the constants of the tree, and memory for values that are not in registers.
struct alignas(64) Frame {
    /// Addresses of the columns: [feature] of the whole table, target, weights.
    void const* columns = nullptr;
    void const* target = nullptr;
    void const* weights = nullptr;
    /// Address of the values or columns to store, as if they began at row 0 of the table.
    std::uint64_t output = 0;
    /// Range of rows, as offsets into a column [bytes]: one or more whole vectors.
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    /// Sums of w r² and of w per lane, to which the code adds.
    alignas(64) std::array<double, most_lanes> squared_error_sums{};
    alignas(64) std::array<double, most_lanes> weight_sums{};
    /// Addresses of call_thunks.
    alignas(64) std::array<void const*, function_count> thunks{};
};
static_assert(std::is_standard_layout_v<Frame> && sizeof(Frame) % 64 == 0);

/// Constants of the code, in the order of the frame.
enum class CodeConstant : std::uint32_t { zero, one, three, sign_bit, magnitude_bits };

inline constexpr std::uint32_t code_constant_count = 5;

/// Size of a column that gradient code stores, a part of the L1 cache, and the distance of two.
inline constexpr std::uint32_t stored_column_bytes = 2048;
inline constexpr std::uint32_t stored_column_stride = stored_column_bytes + 64;

}  // namespace balmer::eval::jit
