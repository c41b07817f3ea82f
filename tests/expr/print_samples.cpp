/// \file
/// Prints trees in every text format with their values, one JSON object per line, for
/// check_printers.py.
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

/// A value and its error bound. No bound if an intermediate value is not finite, since infinities
/// of SymPy do not follow IEEE 754.
std::string json_value(Tree const& tree, std::span<double const> row) {
    auto const evaluation = testing::evaluate_bounded(tree, row);
    double const bound = evaluation.finite ? evaluation.result.error : testing::unbounded;
    return fmt::format("[{},{}]", json_number(evaluate(tree, row)), json_number(bound));
}

/// Prints the tree in every format, and its values at the rows.
void print_sample(Tree const& tree, std::vector<std::vector<double>> const& rows,
                  std::string_view operator_name) {
    static std::vector<std::string> const features = {"x", "y_1", "odd/name", "lambda"};
    std::vector<std::string> row_texts, values;
    for (auto const& row : rows) {
        row_texts.push_back(fmt::format("[{}]", fmt::join(row, ",")));
        values.push_back(json_value(tree, row));
    }
    fmt::print(R"({{"operator":{},"infix":{},"sympy":{},"numpy":{},"latex":{},"names":["{}"],)"
               R"("rows":[{}],"values":[{}]}})"
               "\n",
               json_text(operator_name), json_text(to_infix(tree, features)),
               json_text(to_python(tree, features, PythonStyle::sympy)),
               json_text(to_python(tree, features, PythonStyle::numpy)),
               json_text(to_latex(tree, features)), fmt::join(python_names(features), "\",\""),
               fmt::join(row_texts, ","), fmt::join(values, ","));
}

/// op(x) or op(x, y_1), inside the domain of every operator.
void print_operator(Opcode op) {
    Tree tree = variable_tree(0);
    if (arity(op) == 2) insert(tree, 1, variable_tree(1));
    tree.nodes.push_back({op, 0});
    print_sample(tree, {{0.3, 0.8, 0, 0}, {0.6, 0.2, 0, 0}, {0.45, 1.7, 0, 0}}, name(op));
}

}  // namespace

/// One sample per operator, then random trees, whose "operator" is empty.
int main(int argument_count, char** arguments) {
    auto const count = argument_count > 1 ? std::atoi(arguments[1]) : 100;
    for (auto const op : testing::all_operators()) print_operator(op);
    RandomStream stream(8, 0, 0, Purpose::test);
    for (int i = 0; i < count; ++i) {
        auto const tree = testing::random_tree(stream, {.max_size = 15});
        std::vector<std::vector<double>> rows;
        for (int k = 0; k < 4; ++k) rows.push_back(testing::random_row(stream));
        print_sample(tree, rows, "");
    }
}
