// eval_memory_profile [N]: resident memory of an evaluator that evaluates N expressions (default
// 10,000,000), nearly all of them with new structures.
#include "balmer/base/stopwatch.hpp"
#include "balmer/eval/evaluator.hpp"

#include "problem.hpp"
#include "tree_maker.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

namespace balmer::eval {
namespace {

double resident_mib() {
    std::ifstream file("/proc/self/statm");
    double total_pages = 0, resident_pages = 0;
    file >> total_pages >> resident_pages;
    return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void profile(long count) {
    Problem<float> problem(64, 6, Data::tame, Weights::none, 1);
    TreeMaker trees({Opcode::add, Opcode::sub, Opcode::mul, Opcode::div, Opcode::sin, Opcode::exp},
                    6, 2);
    auto const rows = problem.rows();
    auto const evaluator = make_evaluator<float>();
    NormalEquations sums;
    Stopwatch const watch;
    std::printf("%.*s\n", static_cast<int>(evaluator->name().size()), evaluator->name().data());
    long next = count / 1000;
    for (long i = 1; i <= count; ++i) {
        auto const tree = trees.make(15 + static_cast<int>(i % 20));
        evaluator->loss(tree, rows);
        if (i % 4 == 0) evaluator->normal_equations(tree, rows, sums);
        if (i != next) continue;
        std::printf("%10ld expressions, %6.1f s, %6.1f MiB resident\n", i, watch.elapsed_s(),
                    resident_mib());
        next *= 10;
    }
}

}  // namespace
}  // namespace balmer::eval

int main(int argument_count, char** arguments) {
    balmer::eval::profile(argument_count > 1 ? std::atol(arguments[1]) : 10'000'000);
}
