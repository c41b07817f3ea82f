/// \file
/// A buffer of machine code.
#pragma once

#include "balmer/base/aligned.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include <asmjit/x86.h>

namespace balmer::eval::jit {

using asmjit::InstId;
using asmjit::Operand;
using asmjit::x86::Gp;
using asmjit::x86::Mem;
using asmjit::x86::Vec;

/// Target of a jump.
struct Label {
    std::uint32_t index = 0;
};

enum class Condition : std::uint8_t { below = 0x2, not_below = 0x3, not_zero = 0x5 };

/// Appends instructions to machine code. asmjit encodes each distinct instruction once; later its
/// bytes are copied, which takes a fraction of the time. Jumps have 32-bit displacements.
class CodeBuffer {
public:
    CodeBuffer();
    CodeBuffer(CodeBuffer const&) = delete;

    /// A jump to `target`. Its displacement is in the four bytes before `end`. Both are offsets
    /// into the code.
    struct ResolvedJump {
        std::uint32_t end;
        std::uint32_t target;
    };

    /// Removes code and labels, but keeps the encodings.
    void clear();
    /// Appends a copy of other code.
    void append(std::span<std::byte const> code);

    template <class... Operands>
    void emit(InstId instruction, Operands const&... operands) {
        emit_key(instruction, operands...);
    }
    /// With a mask register of AVX-512.
    template <class... Operands>
    void emit_masked(asmjit::x86::KReg mask, InstId instruction, Operands const&... operands) {
        emit_key(std::uint64_t{mask.id()} << mask_shift | instruction, operands...);
    }
    /// With a mask register; lanes that are not selected become 0.
    template <class... Operands>
    void emit_zeroing(asmjit::x86::KReg mask, InstId instruction, Operands const&... operands) {
        emit_key(zeroing | std::uint64_t{mask.id()} << mask_shift | instruction, operands...);
    }

    /// Rounds every lane up, independent of the mode of the processor. AVX-512, register operands.
    template <class... Operands>
    void emit_rounded_up(InstId instruction, Operands const&... operands) {
        emit_key(rounded_up | instruction, operands...);
    }

    Label new_label();
    /// Sets the label to the current position.
    void bind(Label label);
    void jump(Label label);
    void jump_if(Condition condition, Label label);

    /// Writes the displacement of a jump.
    void set_jump(ResolvedJump jump);
    /// Writes all displacements. Every label that is a target must be bound.
    void resolve();
    /// Appends the jumps of the code in order. Every label that is a target must be bound.
    void append_jumps_to(std::vector<ResolvedJump>& jumps) const;
    /// Valid until the next change.
    std::span<std::byte const> bytes() const { return {code_.data(), size_}; }
    std::size_t size() const { return size_; }

private:
    static constexpr std::size_t longest_instruction = 15;
    static constexpr std::size_t encoding_count = 2048;
    static constexpr std::size_t most_words = 6;
    static constexpr std::uint32_t unbound = ~std::uint32_t{0};

    // The first word of a key: the instruction, these flags, and the form of each operand.
    static constexpr unsigned mask_shift = 32, form_shift = 40;
    static constexpr std::uint64_t zeroing = std::uint64_t{1} << 36;
    static constexpr std::uint64_t rounded_up = std::uint64_t{1} << 37;

    /// An instruction with its operands (the key) and its bytes, in one cache line.
    struct alignas(64) Encoding {
        std::array<std::uint64_t, most_words> key{};
        std::array<std::byte, longest_instruction> bytes{};
        std::uint8_t size = 0;
    };

    /// A jump to a label; its displacement is in the four bytes before `end`.
    struct Jump {
        std::uint32_t end;
        std::uint32_t label;
    };

    /// Form of an operand in a key: registers and numbers are one word, all others two.
    enum class Form : std::uint64_t { register_word = 1, number_word = 2, two_words = 3 };

    template <class Any>
    static constexpr Form form_of() {
        if (std::is_base_of_v<asmjit::BaseReg, Any>) return Form::register_word;
        return std::is_base_of_v<asmjit::Imm, Any> ? Form::number_word : Form::two_words;
    }

    template <class Any>
    static std::uint64_t* put(std::uint64_t* to, Any const& operand) {
        static_assert(sizeof(Operand) == 16 && std::is_base_of_v<asmjit::Operand_, Any>);
        std::array<std::uint64_t, 2> words;
        std::memcpy(words.data(), &operand, sizeof(Operand));
        constexpr Form form = form_of<Any>();
        *to++ = form == Form::number_word ? words[1] : words[0];
        if (form == Form::two_words) *to++ = words[1];
        return to;
    }

    template <class... Operands>
    void emit_key(std::uint64_t first, Operands const&... operands) {
        constexpr std::size_t word_count =
            (std::size_t{1} + ... +
             (form_of<Operands>() == Form::two_words ? std::size_t{2} : std::size_t{1}));
        static_assert(word_count <= most_words);
        std::uint64_t forms = 0;
        ((forms = forms << 2 | static_cast<std::uint64_t>(form_of<Operands>())), ...);
        std::array<std::uint64_t, most_words> key{first | forms << form_shift};
        [[maybe_unused]] std::uint64_t* to = key.data() + 1;
        ((to = put(to, operands)), ...);
        // Multiplicative hash: each word has its own odd factor, and the upper bits are used.
        std::uint64_t hash = 0, difference = 0;
        for (std::size_t i = 0; i < word_count; ++i) hash += key[i] * factors[i];
        Encoding& encoding = encodings_[(hash >> 40) % encoding_count];
        for (std::size_t i = 0; i < word_count; ++i) difference |= key[i] ^ encoding.key[i];
        if (difference != 0) encode(key, encoding);
        append(encoding);
    }

    static constexpr std::array<std::uint64_t, most_words> factors = {
        0x9e3779b97f4a7c15u, 0xbf58476d1ce4e5b9u, 0x94d049bb133111ebu,
        0xd6e8feb86659fd93u, 0xa0761d6478bd642fu, 0xe7037ed1a0b428dbu};

    void append(Encoding const& encoding) {
        if (size_ + sizeof(Encoding) > code_.size()) code_.resize(2 * code_.size());
        std::memcpy(code_.data() + size_, encoding.bytes.data(), longest_instruction);
        size_ += encoding.size;
    }

    void encode(std::array<std::uint64_t, most_words> const& key, Encoding& encoding);
    void append_displacement(Label label);

    asmjit::CodeHolder holder_;
    asmjit::x86::Assembler assembler_;
    AlignedVector<Encoding> encodings_;
    std::vector<std::byte> code_;
    std::size_t size_ = 0;
    /// Offset of each label, or unbound.
    std::vector<std::uint32_t> labels_;
    std::vector<Jump> jumps_;
};

}  // namespace balmer::eval::jit
