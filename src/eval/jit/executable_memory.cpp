#include "executable_memory.hpp"

#include "balmer/base/error.hpp"

#include <cstring>
#include <new>
#include <utility>

#include <asmjit/core.h>

namespace balmer::eval::jit {
namespace {

using asmjit::VirtMem::DualMapping;

asmjit::Error map_twice(DualMapping& mapping, std::size_t size_bytes) {
    using asmjit::VirtMem::MemoryFlags;
    return asmjit::VirtMem::allocDualMapping(&mapping, size_bytes, MemoryFlags::kAccessRWX);
}

/// Size that an evaluator and its thunks need.
constexpr std::size_t usual_bytes = std::size_t{1} << 19;

std::string try_executable_memory() {
    DualMapping mapping{};
    if (auto const error = map_twice(mapping, usual_bytes); error != asmjit::kErrorOk) {
        return std::string("the system refuses executable memory (") +
               asmjit::DebugUtils::errorAsString(error) + ")";
    }
    asmjit::VirtMem::releaseDualMapping(&mapping, usual_bytes);
    return {};
}

}  // namespace

ExecutableMemory::ExecutableMemory(std::size_t size_bytes) {
    DualMapping mapping{};
    if (map_twice(mapping, size_bytes) != asmjit::kErrorOk) throw std::bad_alloc();
    executable_ = static_cast<std::byte const*>(mapping.rx);
    writable_ = static_cast<std::byte*>(mapping.rw);
    size_bytes_ = size_bytes;
}

ExecutableMemory::~ExecutableMemory() {
    if (size_bytes_ == 0) return;
    DualMapping mapping{const_cast<std::byte*>(executable_), writable_};
    asmjit::VirtMem::releaseDualMapping(&mapping, size_bytes_);
}

ExecutableMemory::ExecutableMemory(ExecutableMemory&& other) noexcept
    : executable_(std::exchange(other.executable_, nullptr)),
      writable_(std::exchange(other.writable_, nullptr)),
      size_bytes_(std::exchange(other.size_bytes_, 0)) {}

ExecutableMemory& ExecutableMemory::operator=(ExecutableMemory&& other) noexcept {
    std::swap(executable_, other.executable_);
    std::swap(writable_, other.writable_);
    std::swap(size_bytes_, other.size_bytes_);
    return *this;
}

void const* ExecutableMemory::write(std::size_t offset, std::span<std::byte const> code) {
    BALMER_EXPECT(offset + code.size() <= size_bytes_);
    std::memcpy(writable_ + offset, code.data(), code.size());
    // x86 keeps instructions coherent with memory; this is a barrier for the compiler.
    asmjit::VirtMem::flushInstructionCache(const_cast<std::byte*>(executable_) + offset,
                                           code.size());
    return executable_ + offset;
}

std::string const& why_no_executable_memory() {
    static std::string const reason = try_executable_memory();
    return reason;
}

}  // namespace balmer::eval::jit
