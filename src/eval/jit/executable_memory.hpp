/// \file
/// Memory for machine code. It is mapped twice, so that no address is both writable and executable.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace balmer::eval::jit {

/// A region of memory for code. Move-only.
class ExecutableMemory {
public:
    /// No region: size 0.
    ExecutableMemory() = default;
    /// Throws std::bad_alloc if the system refuses; check why_no_executable_memory() first.
    explicit ExecutableMemory(std::size_t size_bytes);
    ~ExecutableMemory();
    ExecutableMemory(ExecutableMemory&& other) noexcept;
    ExecutableMemory& operator=(ExecutableMemory&& other) noexcept;

    std::size_t size_bytes() const { return size_bytes_; }

    /// Copies code to `offset` and returns its executable address. Needs offset + code.size() <=
    /// size_bytes(). The code that is overwritten must not be running.
    void const* write(std::size_t offset, std::span<std::byte const> code);

private:
    std::byte const* executable_ = nullptr;
    std::byte* writable_ = nullptr;
    std::size_t size_bytes_ = 0;
};

/// The reason why this process cannot execute code that it writes, as a clause; empty if it can.
/// Tested once.
std::string const& why_no_executable_memory();

}  // namespace balmer::eval::jit
