/// \file
/// The evaluators that the reference judges: all that this processor can run.
#pragma once

#include "balmer/eval/evaluator.hpp"

#include "eval/interpreter.hpp"

#include <memory>
#include <vector>

namespace balmer::eval {

/// The kernels this processor can run.
inline std::vector<KernelFamily> supported_families() {
    std::vector<KernelFamily> families;
    for (auto const family : all_kernel_families) {
        if (is_supported(family)) families.push_back(family);
    }
    return families;
}

/// The interpreter by each family of kernels, then each backend of emitted code.
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
