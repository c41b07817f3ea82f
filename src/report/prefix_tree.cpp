#include "prefix_tree.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace balmer::report {
namespace {

using Json = nlohmann::ordered_json;

/// Appends the subtree at `root`, root first; its constants start at `first_constant`.
void append_prefix(expr::Tree const& tree, std::size_t root, std::size_t first_constant, Json& json,
                   std::vector<std::string> const& names) {
    auto const& node = tree.nodes[root];
    if (node.op == expr::Opcode::constant) {
        json.push_back({{"constant", fmt::format("{:a}", tree.constants[first_constant])}});
        return;
    }
    if (node.op == expr::Opcode::variable) {
        json.push_back({{"feature", names[node.feature]}});
        return;
    }
    json.push_back(expr::name(node.op));
    auto const nodes = std::span(tree.nodes);
    auto const last = expr::subtree(nodes, root - 1);
    if (expr::arity(node.op) == 2) {
        auto const left = expr::subtree(nodes, last.begin - 1);
        append_prefix(tree, left.end - 1, first_constant, json, names);
        first_constant += expr::count_constants(nodes.subspan(left.begin, left.size()));
    }
    append_prefix(tree, root - 1, first_constant, json, names);
}

/// Reads one subtree, starting at `at`, and appends it in postfix order.
void read_prefix(Json const& json, std::size_t& at, expr::Tree& tree,
                 std::vector<std::string> const& names) {
    auto const& item = json.at(at++);
    if (item.is_string()) {
        auto const op = expr::find_operator(item.get<std::string>());
        if (!op) throw DataError("unknown operator " + item.dump());
        for (int i = 0; i < expr::arity(*op); ++i) read_prefix(json, at, tree, names);
        tree.nodes.push_back({.op = *op});
    } else if (item.contains("constant")) {
        auto const text = item["constant"].get<std::string>();
        char* end = nullptr;
        tree.constants.push_back(std::strtod(text.c_str(), &end));
        if (end == text.c_str() || *end != '\0') throw DataError("no number " + item.dump());
        tree.nodes.push_back({.op = expr::Opcode::constant});
    } else {
        auto const name = item.at("feature").get<std::string>();
        auto const found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) throw DataError("unknown feature " + item.dump());
        tree.nodes.push_back({.op = expr::Opcode::variable,
                              .feature = static_cast<std::uint16_t>(found - names.begin())});
    }
}

}  // namespace

Json to_prefix(expr::Tree const& tree, std::vector<std::string> const& names) {
    auto json = Json::array();
    append_prefix(tree, tree.size() - 1, 0, json, names);
    return json;
}

expr::Tree from_prefix(Json const& json, std::vector<std::string> const& names) {
    expr::Tree tree;
    std::size_t at = 0;
    read_prefix(json, at, tree, names);
    if (at != json.size() || !expr::is_valid(tree, names.size())) {
        throw DataError("the tree and its text differ in length");
    }
    return tree;
}

}  // namespace balmer::report
