/// \file
/// Which kernels this binary has, and which of them this processor can run.
#pragma once

#include "kernels.hpp"

#include <array>

namespace balmer::eval {

/// Processor families with kernels of their own, the fastest first.
enum class KernelFamily { avx512, avx2, generic };

inline constexpr std::array all_kernel_families = {KernelFamily::avx512, KernelFamily::avx2,
                                                   KernelFamily::generic};

/// Compiled in, and the processor and its operating system have the instructions.
bool is_supported(KernelFamily family);

/// The fastest supported one.
KernelFamily best_kernel_family();

/// Needs is_supported(family).
template <class Scalar>
Kernels<Scalar> const& kernels_of(KernelFamily family);

}  // namespace balmer::eval
