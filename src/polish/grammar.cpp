#include "balmer/polish/grammar.hpp"

#include <algorithm>

namespace balmer::polish {

bool Grammar::allows(expr::Tree const& tree) const {
    return std::ranges::all_of(tree.nodes,
                               [&](expr::Node node) {
                                   return expr::is_leaf(node.op) ||
                                          std::ranges::find(operators, node.op) != operators.end();
                               }) &&
           expr::is_legal(tree, constraints, weights);
}

}  // namespace balmer::polish
