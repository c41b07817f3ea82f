#include "math_code.hpp"

#include "call_thunks.hpp"

namespace balmer::eval::jit {

MathCode::MathCode(VectorAssembler& assembler, MathEnvironment const& environment,
                   Scratch const& scratch)
    : assembler_(assembler), environment_(environment), scratch_(scratch) {}

void MathCode::exp(Vec to, Vec x) { call(Function::exp, to, x); }
void MathCode::log(Vec to, Vec x) { call(Function::log, to, x); }
void MathCode::sin(Vec to, Vec x) { call(Function::sin, to, x); }
void MathCode::cos(Vec to, Vec x) { call(Function::cos, to, x); }
void MathCode::tan(Vec to, Vec x) { call(Function::tan, to, x); }
void MathCode::asin(Vec to, Vec x) { call(Function::asin, to, x); }
void MathCode::acos(Vec to, Vec x) { call(Function::acos, to, x); }
void MathCode::atan(Vec to, Vec x) { call(Function::atan, to, x); }
void MathCode::tanh(Vec to, Vec x) { call(Function::tanh, to, x); }
void MathCode::pow(Vec to, Vec x, Vec y) { call(Function::pow, to, x, y); }

void MathCode::divide(Vec to, Vec a, Operand const& b) { assembler_.div(to, a, b); }
void MathCode::sqrt(Vec to, Vec x) { assembler_.sqrt(to, x); }

void MathCode::finish() {}

void MathCode::call(Function function, Vec to, Vec x) {
    Vec const argument = thunk_registers(assembler_).first;
    assembler_.move(argument, x);
    assembler_.raw().call(asmjit::x86::ptr(
        environment_.base,
        environment_.thunks_offset + static_cast<std::int32_t>(8 * static_cast<int>(function))));
    assembler_.move(to, argument);
}

void MathCode::call(Function function, Vec to, Vec x, Vec y) {
    assembler_.move(thunk_registers(assembler_).second, y);
    call(function, to, x);
}

std::vector<std::byte> math_constants(VectorKind) { return {}; }

}  // namespace balmer::eval::jit
