// fit_offspring_profile: the cost of one offspring on 200,000 rows: emitting the code of an
// expression of about 30 nodes with 6 constants, three Levenberg-Marquardt steps (four evaluations
// of the normal equations), and its loss. Processor time of one core.
#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"

#include "eval/problem.hpp"
#include "eval/tree_maker.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

namespace balmer::fit {
namespace {

using expr::Opcode;

double processor_ms() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

template <class Scalar>
std::vector<double> offspring_ms(std::vector<Opcode> const& operators, std::size_t offspring) {
    using namespace eval;
    Problem<Scalar> problem(200000, 10, Data::tame, Weights::none, 1);
    auto const rows = problem.rows();
    TreeMaker trees(operators, 10, 2);
    NormalEquations sums;
    std::vector<double> times;
    while (times.size() < offspring) {
        auto tree = trees.make(30);
        if (tree.size() < 29 || tree.size() > 31 || tree.constants.size() != 6) continue;
        if (make_evaluator<Scalar>()->loss(tree, rows).row_count < rows.row_count) continue;
        auto const evaluator = make_evaluator<Scalar>();
        double const begin = processor_ms();
        LevenbergMarquardt search(tree.constants, {.max_evaluations = 4, .gradient_tolerance = 0});
        while (search.status() == FitStatus::running) {
            auto const proposal = search.proposal();
            tree.constants.assign(proposal.begin(), proposal.end());
            evaluator->normal_equations(tree, rows, sums);
            search.absorb(sums);
        }
        tree.constants = search.constants();
        evaluator->loss(tree, rows);
        times.push_back(processor_ms() - begin);
    }
    std::ranges::sort(times);
    return times;
}

template <class Scalar>
void print(char const* type, char const* name, std::vector<Opcode> const& operators) {
    auto const times = offspring_ms<Scalar>(operators, 60);
    std::printf("%s  %-8s median %5.2f ms, quartiles %5.2f and %5.2f ms\n", type, name, times[30],
                times[15], times[45]);
}

}  // namespace
}  // namespace balmer::fit

int main() {
    using enum balmer::expr::Opcode;
    using namespace balmer::fit;
    print<float>("f32", "+ - * /", {add, sub, mul, div});
    print<float>("f32", "+ - * sin", {add, sub, mul, sin});
    print<double>("f64", "+ - * /", {add, sub, mul, div});
}
