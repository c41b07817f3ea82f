/// \file
/// The evaluators that are compared with the reference: all that this processor supports.
#pragma once

#include "balmer/eval/evaluator.hpp"

#include "eval/interpreter.hpp"

#include <memory>
#include <vector>

namespace balmer::eval {

/// The families of kernels that this processor supports.
inline std::vector<KernelFamily> supported_families() {
    std::vector<KernelFamily> families;
    for (auto const family : all_kernel_families) {
        if (is_supported(family)) families.push_back(family);
    }
    return families;
}

/// The interpreter with each family of kernels, then each backend of emitted code.
template <class Scalar>
std::vector<std::unique_ptr<Evaluator<Scalar>>> judged_evaluators() {
    std::vector<std::unique_ptr<Evaluator<Scalar>>> evaluators;
    for (auto const family : supported_families()) {
        evaluators.push_back(make_interpreter<Scalar>(family));
    }
    for (auto const backend : available_backends()) {
        if (backend == Backend::interpreter || backend == Backend::reference) continue;
        evaluators.push_back(make_evaluator<Scalar>(backend));
    }
    return evaluators;
}

}  // namespace balmer::eval
