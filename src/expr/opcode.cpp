#include "balmer/expr/opcode.hpp"

namespace balmer::expr {

std::optional<Opcode> find_operator(std::string_view name) {
    if (name == "^" || name == "**") return Opcode::pow;
    for (auto const& row : opcode_table) {
        if (row.notation != Notation::leaf && row.name == name) return row.op;
    }
    return std::nullopt;
}

}  // namespace balmer::expr
