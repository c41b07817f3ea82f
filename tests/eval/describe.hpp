/// \file
/// Formulas and rows as text, to reproduce a failure.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/expr/print.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

namespace balmer::eval {

/// The tree as a formula of x0, x1, …, with all digits of its constants.
inline std::string describe(expr::Tree const& tree) {
    std::uint16_t largest = 0;
    for (auto const node : tree.nodes) largest = std::max(largest, node.feature);
    std::vector<std::string> names;
    for (int i = 0; i <= largest; ++i) names.push_back("x" + std::to_string(i));
    return expr::to_infix(tree, names);
}

/// "-0.5 (-0x1p-1)".
template <class Scalar>
std::string describe(Scalar value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.9g (%a)", static_cast<double>(value),
                  static_cast<double>(value));
    return text;
}

/// The formula and the values of its features at a row: "x0 + x1 at row 3 of 8 with x0 = …".
template <class Scalar>
std::string describe(expr::Tree const& tree, data::Rows<Scalar> const& rows, std::size_t row) {
    std::string text = describe(tree) + "\n  at row " + std::to_string(row) + " of " +
                       std::to_string(rows.row_count) + " with";
    std::set<std::uint16_t> features;
    for (auto const node : tree.nodes) {
        if (node.op == expr::Opcode::variable) features.insert(node.feature);
    }
    for (auto const feature : features) {
        text += " x" + std::to_string(feature) + " = " + describe(rows.features[feature][row]);
    }
    if (rows.target) text += ", target " + describe(rows.target[row]);
    if (rows.weights) text += ", weight " + describe(rows.weights[row]);
    return text;
}

}  // namespace balmer::eval
