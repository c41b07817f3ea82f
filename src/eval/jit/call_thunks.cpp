#include "call_thunks.hpp"

#include "called_functions.hpp"
#include "executable_memory.hpp"

#include <span>

namespace balmer::eval::jit {
namespace {

namespace x86 = asmjit::x86;
namespace Inst = asmjit::x86::Inst;

CalledFunction const* functions_of(VectorKind kind) {
    bool const single = kind.precision == Precision::single;
    if (kind.set == InstructionSet::avx512) {
        return single ? avx512_single_functions : avx512_double_functions;
    }
    return single ? avx2_single_functions : avx2_double_functions;
}

/// General registers that a called function may overwrite (System V ABI).
constexpr std::array<x86::Gp, 9> volatile_registers = {
    x86::rax, x86::rcx, x86::rdx, x86::rsi, x86::rdi, x86::r8, x86::r9, x86::r10, x86::r11};

Mem saved(VectorAssembler const& v, std::uint32_t index) {
    return x86::ptr(x86::rsp, static_cast<std::int32_t>(index * v.kind().vector_bytes()));
}

void write_thunk(VectorAssembler& v, CalledFunction function) {
    auto& code = v.raw();
    ThunkRegisters const registers = thunk_registers(v);
    std::uint32_t const count = v.kind().register_count();
    auto const vector_bytes = static_cast<std::int32_t>(v.kind().vector_bytes());
    code.emit(Inst::kIdPush, x86::rbp);
    code.emit(Inst::kIdMov, x86::rbp, x86::rsp);
    for (auto const& each : volatile_registers) code.emit(Inst::kIdPush, each);
    code.emit(Inst::kIdAnd, x86::rsp, asmjit::imm(-vector_bytes));
    code.emit(Inst::kIdSub, x86::rsp, asmjit::imm(vector_bytes * static_cast<std::int32_t>(count)));
    for (std::uint32_t i = 0; i < count; ++i) v.store(saved(v, i), v.reg(i));
    v.move(v.reg(0), registers.first);
    v.move(v.reg(1), registers.second);
    code.emit(Inst::kIdMov, x86::rax, asmjit::imm(reinterpret_cast<std::uint64_t>(function)));
    code.emit(Inst::kIdCall, x86::rax);
    v.move(registers.first, v.reg(0));
    for (std::uint32_t i = 0; i < count; ++i) {
        if (i != registers.first.id()) v.load(v.reg(i), saved(v, i));
    }
    code.emit(Inst::kIdLea, x86::rsp,
              x86::ptr(x86::rbp, -8 * std::int32_t{volatile_registers.size()}));
    for (auto each = volatile_registers.rbegin(); each != volatile_registers.rend(); ++each) {
        code.emit(Inst::kIdPop, *each);
    }
    code.emit(Inst::kIdPop, x86::rbp);
    code.emit(Inst::kIdRet);
}

/// The thunks and their memory.
struct Thunks {
    ExecutableMemory memory;
    ThunkTable table{};

    explicit Thunks(VectorKind kind) {
        if (!why_no_executable_memory().empty()) return;
        CodeBuffer code;
        VectorAssembler v(code, kind);
        std::array<std::size_t, function_count> offsets{};
        auto const* const functions = functions_of(kind);
        for (std::size_t i = 0; i < function_count; ++i) {
            offsets[i] = code.size();
            write_thunk(v, functions[i]);
        }
        memory = ExecutableMemory(code.size());
        auto const* const start = static_cast<std::byte const*>(memory.write(0, code.bytes()));
        for (std::size_t i = 0; i < function_count; ++i) table[i] = start + offsets[i];
    }
};

}  // namespace

ThunkRegisters thunk_registers(VectorAssembler const& assembler) {
    std::uint32_t const count = assembler.kind().register_count();
    return {assembler.reg(count - 3), assembler.reg(count - 4)};
}

ThunkTable const& call_thunks(VectorKind kind) {
    static std::array<Thunks const, 4> const all = {
        Thunks({InstructionSet::avx512, Precision::single}),
        Thunks({InstructionSet::avx512, Precision::dual}),
        Thunks({InstructionSet::avx2, Precision::single}),
        Thunks({InstructionSet::avx2, Precision::dual})};
    return all[2 * static_cast<std::size_t>(kind.set) + static_cast<std::size_t>(kind.precision)]
        .table;
}

}  // namespace balmer::eval::jit
