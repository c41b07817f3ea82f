/// \file
/// The blocked interpreter: each instruction of a compiled tree processes a block of rows in L1.
#pragma once

#include "balmer/eval/evaluator.hpp"

#include "kernel_family.hpp"

#include <memory>

namespace balmer::eval {

/// Needs is_supported(family).
template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_interpreter(KernelFamily family);

}  // namespace balmer::eval
