/// \file
/// The families of kernels, and which of them this processor supports.
#pragma once

#include "kernels.hpp"

#include <array>

namespace balmer::eval {

/// Processor families with separate kernels, the fastest first.
enum class KernelFamily { avx512, avx2, generic };

inline constexpr std::array all_kernel_families = {KernelFamily::avx512, KernelFamily::avx2,
                                                   KernelFamily::generic};

/// Returns true if the family is compiled in and processor and operating system support it.
bool is_supported(KernelFamily family);

/// The fastest supported one.
KernelFamily best_kernel_family();

/// Needs is_supported(family).
template <class Scalar>
Kernels<Scalar> const& kernels_of(KernelFamily family);

}  // namespace balmer::eval
