/// \file
/// Vectors aligned to cache lines, as wide vector loads prefer.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace balmer {

inline constexpr std::size_t cache_line_bytes = 64;

/// Allocates memory aligned to cache lines.
template <class T>
struct CacheLineAllocator {
    using value_type = T;

    CacheLineAllocator() = default;
    template <class U>
    CacheLineAllocator(CacheLineAllocator<U> const&) {}

    T* allocate(std::size_t count) {
        return static_cast<T*>(
            ::operator new (count * sizeof(T), std::align_val_t{cache_line_bytes}));
    }
    void deallocate(T* data, std::size_t) {
        ::operator delete (data, std::align_val_t{cache_line_bytes});
    }
    bool operator==(CacheLineAllocator const&) const { return true; }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace balmer
