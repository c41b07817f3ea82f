// Parses a formula, judges it on four rows, and holds the sum against one done by hand.
#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/parse.hpp"

#include <cmath>
#include <iostream>

int main() {
    using balmer::AlignedVector;
    AlignedVector<double> const x{0, 1, 2, 3};
    AlignedVector<double> const y{5, 5, 5, 5};
    AlignedVector<double> const target{1, 6, 11, 18};
    balmer::data::Table<double> const table({x, y}, target, {});

    std::vector<std::string> const names{"x", "y"};
    balmer::expr::Tree const tree = balmer::expr::parse("x*y + 1", names).tree;
    auto const evaluator = balmer::eval::make_evaluator<double>();
    // Residuals 0, 0, 0 and -2.
    double const squared_error_sum = evaluator->loss(tree, table.rows()).squared_error_sum;
    std::cout << evaluator->name() << ": " << squared_error_sum << '\n';
    return std::abs(squared_error_sum - 4) < 1e-12 ? 0 : 1;
}
