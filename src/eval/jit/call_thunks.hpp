/// \file
/// Calls from emitted code into the vector functions of SLEEF.
#pragma once

#include "called_functions.hpp"
#include "vector_assembler.hpp"

#include <array>

namespace balmer::eval::jit {

/// Registers by which a thunk takes its arguments and gives its result: scratch of MathCode.
struct ThunkRegisters {
    Vec first;
    Vec second;
};
ThunkRegisters thunk_registers(VectorAssembler const& assembler);

/// Addresses of the thunks, by Function: code that keeps every register but `first`, in which it
/// returns the value of the function at `first` (and `second`).
using ThunkTable = std::array<void const*, function_count>;

/// The thunks of one kind; written on the first call, kept until the process ends. All entries are
/// null where executable memory is not to be had.
ThunkTable const& call_thunks(VectorKind kind);

}  // namespace balmer::eval::jit
