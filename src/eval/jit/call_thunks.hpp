/// \file
/// Calls from emitted code to the vector functions of SLEEF.
#pragma once

#include "called_functions.hpp"
#include "vector_assembler.hpp"

#include <array>

namespace balmer::eval::jit {

/// Registers of the arguments of a thunk and, `first`, of its result: scratch of MathCode.
struct ThunkRegisters {
    Vec first;
    Vec second;
};
ThunkRegisters thunk_registers(VectorAssembler const& assembler);

/// Addresses of the thunks, by Function. A thunk sets `first` to the value of the function at
/// `first` (and `second`) and preserves every other register.
using ThunkTable = std::array<void const*, function_count>;

/// The thunks of one kind of vector. They are written on the first call and kept until the process
/// ends. All entries are null if executable memory is not available.
ThunkTable const& call_thunks(VectorKind kind);

}  // namespace balmer::eval::jit
