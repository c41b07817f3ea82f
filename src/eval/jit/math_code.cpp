#include "math_code.hpp"

#include "call_thunks.hpp"

namespace balmer::eval::jit {

MathCode::MathCode(VectorAssembler& assembler, MathEnvironment const& environment,
                   Scratch const& scratch)
    : v_(assembler), environment_(environment), scratch_(scratch) {}

void MathCode::finish() {
    for (ColdPath const& path : cold_paths_) {
        v_.bind(path.entry);
        write_cold_path(path);
        v_.jump(path.back);
    }
    cold_paths_.clear();
}

void MathCode::write_cold_path(ColdPath const& path) {
    if (!path.divisor.isNone()) return v_.div(path.to, path.x, path.divisor);
    if (path.resume) {
        Vec const magnitude = scratch_.t[4];
        auto const& [large, finite] = scratch_.m;
        Label const called = v_.new_label();
        v_.bit_and(magnitude, path.x, constant(Constant::magnitude_bits));
        v_.compare(large, Comparison::not_less, magnitude, constant(Constant::sine_range));
        v_.compare(finite, Comparison::less_equal, magnitude, constant(Constant::largest_finite));
        v_.mask_and(large, large, finite);
        v_.jump_if_any(large, called);
        v_.jump(*path.resume);
        v_.bind(called);
    }
    call(path.function, path.to, path.x);
}

Mem MathCode::constant(Constant which, std::size_t index) const {
    auto const vector = static_cast<std::size_t>(which) + index;
    return asmjit::x86::ptr(environment_.base,
                            environment_.constants_offset +
                                static_cast<std::int32_t>(vector * v_.kind().vector_bytes()));
}

MathCode::ColdPath& MathCode::add_cold_path(Vec to, Vec x, Function function) {
    cold_paths_.push_back({v_.new_label(), v_.new_label(), to, x, function});
    return cold_paths_.back();
}

void MathCode::look_up(Vec to, Vec index, Constant table, Vec spare) {
    if (v_.is_single()) return v_.look_up_16(to, index, constant(table));
    v_.load(spare, constant(table));
    v_.move(to, index);
    v_.look_up_16_halves(to, spare, constant(table, 1));
}

void MathCode::polynomial(Vec sum, Vec x, Constant first, std::size_t count) {
    v_.load(sum, constant(first));
    for (std::size_t i = 1; i < count; ++i) v_.multiply_then_add(sum, x, constant(first, i));
}

void MathCode::call(Function function, Vec to, Vec x) {
    Vec const argument = thunk_registers(v_).first;
    v_.move(argument, x);
    v_.call(asmjit::x86::ptr(
        environment_.base,
        environment_.thunks_offset + static_cast<std::int32_t>(8 * static_cast<int>(function))));
    v_.move(to, argument);
}

void MathCode::pow(Vec to, Vec x, Vec y) {
    v_.move(thunk_registers(v_).second, y);
    call(Function::pow, to, x);
}

}  // namespace balmer::eval::jit
