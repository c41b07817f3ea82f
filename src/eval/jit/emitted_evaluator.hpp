/// \file
/// The evaluator that emits machine code for each structure.
#pragma once

#include "balmer/eval/evaluator.hpp"

#include "vector_assembler.hpp"

#include <memory>
#include <string>

namespace balmer::eval::jit {

/// The reason why code for the instruction set cannot run here, as a clause; empty if it can.
std::string why_unavailable(InstructionSet set);

/// Needs why_unavailable(set).empty().
template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_emitted_evaluator(InstructionSet set);

}  // namespace balmer::eval::jit
