/// \file
/// Reference implementation for tests: one row at a time, by recursion, with dual numbers.
#pragma once

#include "balmer/eval/evaluator.hpp"

#include <memory>

namespace balmer::eval {

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_reference_evaluator();

}  // namespace balmer::eval
