/// \file
/// A nonlinear least-squares problem with certified answers.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/tree.hpp"

#include <vector>

namespace balmer::fit::misra1a {

// Source: NIST StRD, Misra1a: y = b1 (1 - exp(-b2 x)).
inline constexpr double certified_b1 = 2.3894212918e+02;
inline constexpr double certified_b2 = 5.5015643181e-04;
inline constexpr double certified_error_b1 = 2.7070075241e+00;
inline constexpr double certified_error_b2 = 7.2668688436e-06;
inline constexpr double certified_squared_error_sum = 1.2455138894e-01;

inline data::Table<double> table() {
    return {{{77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1,
              689.1, 760.0}},
            {10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40,
             75.47, 81.78},
            {}};
}

/// b1 (1 - exp(-b2 x)) with two constants: the fixed 1 is written cos(x - x).
inline expr::Tree model(double b1, double b2) {
    using expr::Opcode;
    return {{{Opcode::constant},
             {Opcode::variable, 0},
             {Opcode::variable, 0},
             {Opcode::sub},
             {Opcode::cos},
             {Opcode::constant},
             {Opcode::variable, 0},
             {Opcode::mul},
             {Opcode::neg},
             {Opcode::exp},
             {Opcode::sub},
             {Opcode::mul}},
            {b1, b2}};
}

/// Normal equations of the model at `constants`.
inline eval::NormalEquations sums_at(std::vector<double> const& constants) {
    auto const data = table();
    eval::NormalEquations sums;
    eval::make_evaluator<double>(eval::Backend::reference)
        ->normal_equations(model(constants[0], constants[1]), data.rows(), sums);
    return sums;
}

}  // namespace balmer::fit::misra1a
