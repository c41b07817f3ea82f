/// \file
/// Prints random trees with what the printers make of them and what they evaluate to, one JSON
/// object a line, for check_printers.py.
#include "balmer/expr/print.hpp"

#include "expr/error_bound.hpp"
#include "expr/random_trees.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace {

using namespace balmer;
using namespace balmer::expr;

std::string json_number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string json_text(std::string_view text) {
    std::string escaped;
    for (char const c : text) escaped += c == '\\' ? "\\\\" : std::string(1, c);
    return '"' + escaped + '"';
}

/// A value and its error bound; no bound where an intermediate value is not finite, for there
/// SymPy's infinities are not IEEE's.
std::string json_value(Tree const& tree, std::span<double const> row) {
    auto const evaluation = testing::evaluate_bounded(tree, row);
    double const bound = evaluation.finite ? evaluation.result.error : testing::unbounded;
    return fmt::format("[{},{}]", json_number(evaluate(tree, row)), json_number(bound));
}

}  // namespace

int main(int argument_count, char** arguments) {
    auto const count = argument_count > 1 ? std::atoi(arguments[1]) : 100;
    std::vector<std::string> const features = {"x", "y_1", "odd/name", "lambda"};
    RandomStream stream(8, 0, 0, Purpose::test);
    for (int i = 0; i < count; ++i) {
        auto const tree = testing::random_tree(stream, {.max_size = 15});
        std::vector<std::string> rows, values;
        for (int k = 0; k < 4; ++k) {
            auto const row = testing::random_row(stream);
            rows.push_back(fmt::format("[{}]", fmt::join(row, ",")));
            values.push_back(json_value(tree, row));
        }
        fmt::print(R"({{"infix":{},"sympy":{},"numpy":{},"latex":{},"names":["{}"],)"
                   R"("rows":[{}],"values":[{}]}})"
                   "\n",
                   json_text(to_infix(tree, features)),
                   json_text(to_python(tree, features, PythonStyle::sympy)),
                   json_text(to_python(tree, features, PythonStyle::numpy)),
                   json_text(to_latex(tree, features)), fmt::join(python_names(features), "\",\""),
                   fmt::join(rows, ","), fmt::join(values, ","));
    }
}
