/// \file
/// Owner of a frame and of the vectors that follow it.
#pragma once

#include "balmer/base/aligned.hpp"

#include "call_thunks.hpp"
#include "frame.hpp"
#include "function_writer.hpp"
#include "math_constants.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

namespace balmer::eval::jit {

template <class Scalar>
constexpr Precision precision_of =
    std::is_same_v<Scalar, float> ? Precision::single : Precision::dual;

/// A frame with the constants of the code, and memory for the constants of a tree.
template <class Scalar>
class FrameMemory {
public:
    explicit FrameMemory(InstructionSet set)
        : FrameMemory(set, math_constants({set, precision_of<Scalar>})) {}

    VectorKind kind() const { return kind_; }
    FrameLayout const& layout() const { return layout_; }
    /// Valid until the next set_constants().
    Frame& frame() { return *std::launder(reinterpret_cast<Frame*>(at(0))); }

    /// Writes the constants of a tree. `table_vectors` is the number of vectors including them.
    void set_constants(std::span<double const> constants, std::size_t table_vectors) {
        reserve(table_vectors);
        Scalar* to = lanes_at(layout_.table);
        for (double const constant : constants) {
            to = std::fill_n(to, kind_.lane_count(), static_cast<Scalar>(constant));
        }
    }

    Scalar constant(std::size_t index) {
        return lanes_at(layout_.table)[index * kind_.lane_count()];
    }

private:
    FrameMemory(InstructionSet set, std::vector<std::byte> const& constants)
        : kind_{set, precision_of<Scalar>}, layout_(kind_, constants.size()) {
        reserve(usual_table_vectors);
        new (memory_.data()) Frame;
        frame().thunks = call_thunks(kind_);
        if (!constants.empty()) {
            std::memcpy(at(layout_.math_constants), constants.data(), constants.size());
        }
        set_code_constants();
    }

    void set_code_constants() {
        using Bits =
            std::conditional_t<std::is_same_v<Scalar, float>, std::uint32_t, std::uint64_t>;
        auto const sign_bit = std::bit_cast<Scalar>(Bits{1} << (8 * sizeof(Scalar) - 1));
        auto const magnitude_bits = std::bit_cast<Scalar>(~std::bit_cast<Bits>(sign_bit));
        auto const set = [this](CodeConstant which, Scalar value) {
            std::size_t const offset = static_cast<std::size_t>(which) * kind_.lane_count();
            std::fill_n(lanes_at(layout_.code_constants) + offset, kind_.lane_count(), value);
        };
        set(CodeConstant::zero, 0);
        set(CodeConstant::one, 1);
        set(CodeConstant::three, 3);
        set(CodeConstant::sign_bit, sign_bit);
        set(CodeConstant::magnitude_bits, magnitude_bits);
    }

    void reserve(std::size_t table_vectors) {
        std::size_t const bytes =
            static_cast<std::size_t>(layout_.table) + table_vectors * kind_.vector_bytes();
        if (bytes > memory_.size() * sizeof(Scalar)) memory_.resize(2 * bytes / sizeof(Scalar));
    }

    std::byte* at(std::int32_t offset) {
        return reinterpret_cast<std::byte*>(memory_.data()) + offset;
    }
    Scalar* lanes_at(std::int32_t offset) {
        return memory_.data() + static_cast<std::size_t>(offset) / sizeof(Scalar);
    }

    /// Initial size, enough for most trees of a search.
    static constexpr std::size_t usual_table_vectors = 32;

    VectorKind kind_;
    FrameLayout layout_;
    AlignedVector<Scalar> memory_;
};

}  // namespace balmer::eval::jit
