#include "kernel_family.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <type_traits>

namespace balmer::eval {

namespace generic {
extern Kernels<float> const float_kernels;
extern Kernels<double> const double_kernels;
}  // namespace generic

#ifdef BALMER_X86
namespace avx2 {
extern Kernels<float> const float_kernels;
extern Kernels<double> const double_kernels;
}  // namespace avx2

namespace avx512 {
extern Kernels<float> const float_kernels;
extern Kernels<double> const double_kernels;
}  // namespace avx512
#endif

namespace {

template <class Scalar>
Kernels<Scalar> const& choose(Kernels<float> const& single, Kernels<double> const& dual) {
    if constexpr (std::is_same_v<Scalar, float>) {
        return single;
    } else {
        return dual;
    }
}

}  // namespace

bool is_supported(KernelFamily family) {
    switch (family) {
#ifdef BALMER_X86
        case KernelFamily::avx512:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("fma");
        case KernelFamily::avx2:
            return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
        case KernelFamily::avx512:
        case KernelFamily::avx2:
            return false;
#endif
        case KernelFamily::generic:
            return true;
    }
    throw ContractError("invalid kernel family");
}

KernelFamily best_kernel_family() {
    return *std::find_if(all_kernel_families.begin(), all_kernel_families.end(), is_supported);
}

template <class Scalar>
Kernels<Scalar> const& kernels_of(KernelFamily family) {
    BALMER_EXPECT(is_supported(family));
#ifdef BALMER_X86
    if (family == KernelFamily::avx512) {
        return choose<Scalar>(avx512::float_kernels, avx512::double_kernels);
    }
    if (family == KernelFamily::avx2) {
        return choose<Scalar>(avx2::float_kernels, avx2::double_kernels);
    }
#endif
    return choose<Scalar>(generic::float_kernels, generic::double_kernels);
}

template Kernels<float> const& kernels_of(KernelFamily);
template Kernels<double> const& kernels_of(KernelFamily);

}  // namespace balmer::eval
