/// \file
/// Memory that code is written to and run from, mapped twice: never writable and executable at one
/// address.
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
    /// Throws std::bad_alloc where the system gives none; ask why_no_executable_memory() first.
    explicit ExecutableMemory(std::size_t size_bytes);
    ~ExecutableMemory();
    ExecutableMemory(ExecutableMemory&& other) noexcept;
    ExecutableMemory& operator=(ExecutableMemory&& other) noexcept;

    std::size_t size_bytes() const { return size_bytes_; }

    /// Copies code to `offset` and returns the address at which it runs. Needs offset +
    /// code.size() <= size_bytes(). What stood there must not be running.
    void const* write(std::size_t offset, std::span<std::byte const> code);

private:
    std::byte const* executable_ = nullptr;
    std::byte* writable_ = nullptr;
    std::size_t size_bytes_ = 0;
};

/// Why this process cannot run code that it writes, as a clause; empty where it can. Tried once.
std::string const& why_no_executable_memory();

}  // namespace balmer::eval::jit
