// Prints a table of the elementary functions: the error of each backend, and its speed compared
// with the interpreter, which calls SLEEF.
//
// Usage: function_table [number of arguments]; 4294967296 covers all of single precision.
#include "balmer/base/stopwatch.hpp"

#include "accuracy.hpp"
#include "bits.hpp"
#include "judged.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace balmer::eval {
namespace {

using expr::Opcode;

constexpr std::size_t block_rows = 1 << 14;

/// Results of one backend for one function.
struct Findings {
    double worst_ulp = 0;
    double worst_argument = 0;
    double rows_per_s = 0;
    std::uint64_t mistakes = 0;
};

/// Single precision: bit patterns at equal distances over the whole range. Double precision: blocks
/// of random bit patterns alternate with blocks of numbers between -64 and 64.
template <class Scalar>
Scalar argument(std::uint64_t index, std::uint64_t count) {
    if constexpr (sizeof(Scalar) == 4) {
        std::uint64_t const stride = (std::uint64_t{1} << 32) / count;
        return std::bit_cast<float>(static_cast<std::uint32_t>(index * stride));
    } else {
        std::uint64_t const bits = index * 0x9e3779b97f4a7c15u;
        if (index / block_rows % 2 == 0) return std::bit_cast<double>(bits);
        return std::ldexp(static_cast<double>(static_cast<std::int64_t>(bits)), -57);
    }
}

template <class Scalar>
std::vector<Scalar> arguments_of(std::uint64_t block, std::uint64_t blocks) {
    std::vector<Scalar> arguments(block_rows);
    for (std::uint64_t i = 0; i < block_rows; ++i) {
        arguments[i] = argument<Scalar>(block * block_rows + i, blocks * block_rows);
    }
    return arguments;
}

/// Arguments that are common in practice: between 1/16 and 8, of both signs if allowed.
template <class Scalar>
std::vector<Scalar> common_arguments(Opcode op) {
    std::vector<Scalar> arguments(block_rows);
    for (std::size_t i = 0; i < block_rows; ++i) {
        auto const size = static_cast<Scalar>(0.0625 + 7.9 * static_cast<double>(i) / block_rows);
        arguments[i] = i % 2 == 0 || op == Opcode::log || op == Opcode::sqrt ? size : -size;
    }
    return arguments;
}

template <class Scalar>
void evaluate(Evaluator<Scalar>& evaluator, Opcode op, std::vector<Scalar> const& arguments,
              std::vector<Scalar>& values) {
    Scalar const* const features[] = {arguments.data()};
    evaluator.values({{{Opcode::variable, 0}, {op, 0}}, {}},
                     {features, arguments.data(), nullptr, arguments.size()}, values);
}

template <class Scalar>
void judge(Evaluator<Scalar>& evaluator, Opcode op, std::uint64_t argument_count,
           Findings& findings) {
    std::vector<Scalar> values(block_rows);
    std::uint64_t const blocks = std::max<std::uint64_t>(1, argument_count / block_rows);
    for (std::uint64_t block = 0; block < blocks; ++block) {
        auto const arguments = arguments_of<Scalar>(block, blocks);
        evaluate(evaluator, op, arguments, values);
        for (std::size_t i = 0; i < block_rows; ++i) {
            Scalar const x = arguments[i];
            auto const truth = true_value(op, x, x);
            if (!is_accurate(values[i], expr::apply(op, x), truth)) ++findings.mistakes;
            if (std::isnan(truth) || std::isnan(values[i])) continue;
            double const error = error_ulp(values[i], truth);
            if (error <= findings.worst_ulp) continue;
            findings.worst_ulp = error;
            findings.worst_argument = static_cast<double>(x);
        }
    }
}

template <class Scalar>
void time_once(Evaluator<Scalar>& evaluator, Opcode op, Findings& findings) {
    auto const arguments = common_arguments<Scalar>(op);
    std::vector<Scalar> values(block_rows);
    constexpr int repetitions = 50;
    Stopwatch const stopwatch;
    for (int i = 0; i < repetitions; ++i) evaluate(evaluator, op, arguments, values);
    findings.rows_per_s =
        std::max(findings.rows_per_s, repetitions * block_rows / stopwatch.elapsed_s());
}

template <class Scalar>
void print_rows(Backend backend, KernelFamily family, std::uint64_t argument_count) {
    auto const emitted = make_evaluator<Scalar>(backend);
    auto const interpreter = make_interpreter<Scalar>(family);
    for (auto const op : {Opcode::exp, Opcode::log, Opcode::sin, Opcode::cos, Opcode::tan,
                          Opcode::asin, Opcode::acos, Opcode::atan, Opcode::tanh}) {
        Findings own, other;
        judge(*emitted, op, argument_count, own);
        // Alternating, since the load of the machine may change.
        for (int i = 0; i < 9; ++i) {
            time_once(*emitted, op, own);
            time_once(*interpreter, op, other);
        }
        std::printf("| %-4s | %s | %-6s | %.3f at %a | %lu | %.2f | %.2f |\n",
                    std::string(expr::name(op)).c_str(), sizeof(Scalar) == 4 ? "f32" : "f64",
                    std::string(name(backend)).c_str(), own.worst_ulp, own.worst_argument,
                    static_cast<unsigned long>(own.mistakes), own.rows_per_s * 1e-9,
                    own.rows_per_s / other.rows_per_s);
        std::fflush(stdout);
    }
}

void print_table(std::uint64_t argument_count) {
    std::printf(
        "| function | type | backend | worst error [ulp] | wrong | G values/s | to interpreter "
        "|\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (auto const backend : available_backends()) {
        if (backend != Backend::avx512 && backend != Backend::avx2) continue;
        auto const family = backend == Backend::avx512 ? KernelFamily::avx512 : KernelFamily::avx2;
        print_rows<float>(backend, family, argument_count);
        print_rows<double>(backend, family, argument_count);
    }
}

}  // namespace
}  // namespace balmer::eval

int main(int argument_count, char** arguments) {
    std::uint64_t const count = argument_count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 0;
    balmer::eval::print_table(count > 0 ? count : 1 << 20);
}
