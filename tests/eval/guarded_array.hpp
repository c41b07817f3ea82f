/// \file
/// Arrays with inaccessible memory on both sides, so that an access out of bounds is a fault.
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace balmer::eval {

/// `size` values directly before an inaccessible page; another one is before them. Sanitizers do
/// not check emitted code, but the processor does.
template <class T>
class GuardedArray {
public:
    explicit GuardedArray(std::size_t size) : size_(size) {
        auto const page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        std::size_t const body = (size * sizeof(T) + page - 1) / page * page;
        mapped_bytes_ = body + 2 * page;
        void* const mapped =
            mmap(nullptr, mapped_bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped == MAP_FAILED) throw std::bad_alloc();
        mapped_ = static_cast<std::byte*>(mapped);
        if (body > 0 && mprotect(mapped_ + page, body, PROT_READ | PROT_WRITE) != 0) {
            munmap(mapped_, mapped_bytes_);
            throw std::bad_alloc();
        }
        data_ = reinterpret_cast<T*>(mapped_ + page + body) - size;
    }
    GuardedArray(GuardedArray&& other) noexcept
        : mapped_(std::exchange(other.mapped_, nullptr)),
          mapped_bytes_(other.mapped_bytes_),
          data_(other.data_),
          size_(other.size_) {}
    GuardedArray& operator=(GuardedArray&&) = delete;
    ~GuardedArray() {
        if (mapped_) munmap(mapped_, mapped_bytes_);
    }

    T* data() { return data_; }
    T const* data() const { return data_; }
    std::size_t size() const { return size_; }
    T* begin() { return data_; }
    T* end() { return data_ + size_; }
    /// The last `count` values.
    std::span<T> last(std::size_t count) { return {end() - count, count}; }

private:
    std::byte* mapped_;
    std::size_t mapped_bytes_;
    T* data_;
    std::size_t size_;
};

}  // namespace balmer::eval
