#include "balmer/expr/opcode.hpp"

#include "balmer/base/error.hpp"

#include <string>

namespace balmer::expr {

std::optional<Opcode> find_operator(std::string_view name) {
    if (name == "^" || name == "**") return Opcode::pow;
    for (auto const& row : opcode_table) {
        if (!is_leaf(row.op) && row.name == name) return row.op;
    }
    return std::nullopt;
}

void throw_unexpected(Opcode op) {
    std::size_t const index = index_of(op);
    throw ContractError(index < opcode_count ? "unexpected operator '" + std::string(name(op)) + "'"
                                             : "invalid opcode " + std::to_string(index));
}

}  // namespace balmer::expr
