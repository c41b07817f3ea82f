#include "code_buffer.hpp"

#include "balmer/base/error.hpp"

#include <stdexcept>
#include <string>

namespace balmer::eval::jit {
namespace {

template <class Value>
void write_at(std::byte* to, Value value) {
    std::memcpy(to, &value, sizeof(value));
}

}  // namespace

CodeBuffer::CodeBuffer() : encodings_(encoding_count), code_(4096) {
    holder_.init(asmjit::Environment::host());
    holder_.attach(&assembler_);
}

void CodeBuffer::clear() {
    size_ = 0;
    labels_.clear();
    jumps_.clear();
}

void CodeBuffer::encode(std::array<std::uint64_t, most_words> const& key, Encoding& encoding) {
    std::array<Operand, most_words> operands;
    std::size_t operand_count = 0;
    while (key[0] >> (form_shift + 2 * operand_count) != 0) ++operand_count;
    auto const* word = key.data() + 1;
    for (std::size_t i = 0; i < operand_count; ++i) {
        auto const form =
            static_cast<Form>(key[0] >> (form_shift + 2 * (operand_count - 1 - i)) & 3);
        std::array<std::uint64_t, 2> words{};
        if (form == Form::number_word) {
            operands[i] = asmjit::imm(*word++);
            continue;
        }
        words[0] = *word++;
        if (form == Form::two_words) words[1] = *word++;
        std::memcpy(static_cast<void*>(&operands[i]), words.data(), sizeof(words));
    }
    assembler_.setOffset(0);
    if (auto const mask = static_cast<std::uint32_t>(key[0] >> mask_shift & 0xf); mask > 0) {
        assembler_.k(asmjit::x86::k(mask));
        if ((key[0] & zeroing) != 0) assembler_.z();
    }
    if ((key[0] & rounded_up) != 0) assembler_.ru_sae();
    auto const error = assembler_.emitOpArray(static_cast<InstId>(key[0] & 0xffffffffu),
                                              operands.data(), operand_count);
    if (error != asmjit::kErrorOk) {
        throw std::logic_error(std::string("cannot encode an instruction: ") +
                               asmjit::DebugUtils::errorAsString(error));
    }
    encoding.key = key;
    encoding.size = static_cast<std::uint8_t>(assembler_.offset());
    std::memcpy(encoding.bytes.data(), assembler_.bufferData(), encoding.size);
}

Label CodeBuffer::new_label() {
    labels_.push_back(unbound);
    return {static_cast<std::uint32_t>(labels_.size() - 1)};
}

void CodeBuffer::bind(Label label) { labels_[label.index] = static_cast<std::uint32_t>(size_); }

void CodeBuffer::jump(Label label) {
    append({{}, {std::byte{0xe9}}, 1});
    append_displacement(label);
}

void CodeBuffer::jump_if(Condition condition, Label label) {
    auto const code = static_cast<std::byte>(0x80 | static_cast<std::uint8_t>(condition));
    append({{}, {std::byte{0x0f}, code}, 2});
    append_displacement(label);
}

void CodeBuffer::append_displacement(Label label) {
    append({{}, {}, 4});
    jumps_.push_back({static_cast<std::uint32_t>(size_), label.index});
}

void CodeBuffer::append(std::span<std::byte const> code) {
    if (code.empty()) return;
    if (size_ + code.size() + sizeof(Encoding) > code_.size()) {
        code_.resize(2 * (code_.size() + code.size()));
    }
    std::memcpy(code_.data() + size_, code.data(), code.size());
    size_ += code.size();
}

void CodeBuffer::set_jump(ResolvedJump jump) {
    write_at(code_.data() + jump.end - 4, jump.target - jump.end);
}

void CodeBuffer::resolve() {
    for (Jump const& jump : jumps_) {
        BALMER_EXPECT(labels_[jump.label] != unbound);
        set_jump({jump.end, labels_[jump.label]});
    }
}

void CodeBuffer::append_jumps_to(std::vector<ResolvedJump>& jumps) const {
    for (Jump const& jump : jumps_) {
        BALMER_EXPECT(labels_[jump.label] != unbound);
        jumps.push_back({jump.end, labels_[jump.label]});
    }
}

}  // namespace balmer::eval::jit
