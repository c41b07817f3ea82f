#include "program.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace balmer::eval {
namespace {

using expr::Opcode;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

constexpr Operand one = operand(OperandKind::one);

/// Temporaries: one per instruction, before buffers are assigned.
constexpr bool is_temporary(Operand operand) { return kind_of(operand) == OperandKind::buffer; }
static_assert(!is_temporary(Column::stored));

constexpr Code code_of(Opcode op) {
    return static_cast<Code>(expr::index_of(op) - expr::index_of(Opcode::add));
}
// The codes of operators are binary before neg and unary from there on, up to the fused pairs.
static_assert([] {
    for (auto const& row : expr::opcode_table) {
        if (row.arity == 0) continue;
        Code const code = code_of(row.op);
        if (code >= Code::add_add || row.arity != (code < Code::neg ? 2 : 1)) return false;
    }
    return static_cast<std::size_t>(Code::add_add) == expr::opcode_count - 2;
}());
static_assert(code_of(Opcode::pow) == Code::pow && code_of(Opcode::neg) == Code::neg &&
              code_of(Opcode::abs) == Code::abs && code_of(Opcode::sin) == Code::sin &&
              code_of(Opcode::inv) == Code::inv);

/// The second operator of a fused pair.
enum class Second : std::uint32_t { add, sub, reversed_sub, mul };

constexpr bool is_fusible(Opcode op) {
    return op == Opcode::add || op == Opcode::sub || op == Opcode::mul;
}

constexpr Code fused(Code first, Second second) {
    return static_cast<Code>(static_cast<std::uint32_t>(Code::add_add) +
                             static_cast<std::uint32_t>(first) * 4 +
                             static_cast<std::uint32_t>(second));
}
static_assert(fused(Code::mul, Second::reversed_sub) == Code::mul_rsub);

constexpr Second second_of(Opcode op, bool first_is_left) {
    if (op == Opcode::add) return Second::add;
    if (op == Opcode::mul) return Second::mul;
    return first_is_left ? Second::sub : Second::reversed_sub;
}

/// Adjoint of a unary operator other than neg.
constexpr Code adjoint_code(Opcode op) {
    return static_cast<Code>(static_cast<std::uint32_t>(Code::square_adjoint) + expr::index_of(op) -
                             expr::index_of(Opcode::square));
}
static_assert(adjoint_code(Opcode::inv) == Code::inv_adjoint &&
              adjoint_code(Opcode::abs) == Code::abs_adjoint);
static_assert(adjoint_code(expr::opcode_table.back().op) < Code::keep_if_less);

/// Whether the adjoint of a unary operator reads the value; otherwise it reads the argument.
constexpr bool reads_value(Opcode op) {
    for (Code const code : adjoints_that_read_the_value) {
        if (code == adjoint_code(op)) return true;
    }
    return false;
}

}  // namespace

void throw_unexpected(Code code) {
    throw ContractError("unexpected instruction code " +
                        std::to_string(static_cast<std::uint32_t>(code)));
}

void throw_unexpected(OperandKind kind) {
    throw ContractError("unexpected kind of operand " +
                        std::to_string(static_cast<std::uint32_t>(kind)));
}

void Compiler::compile_value(std::span<expr::Node const> nodes, Program& program) {
    start(nodes, program);
    if (machine_ == Machine::registers) return compile_to_stack(nodes);
    forward(nodes, Purpose::value);
    result_ = nodes_.back().value;
    lay_out();
}

void Compiler::compile_gradient(std::span<expr::Node const> nodes, Program& program) {
    start(nodes, program);
    forward(nodes, Purpose::gradient);
    result_ = emit(Code::sub, nodes_.back().value, operand(OperandKind::target), one);
    if (machine_ == Machine::registers) {
        result_ = column_of(result_, false, program_->constant_count).slot;
    }
    reverse();
    lay_out();
}

void Compiler::compile_to_stack(std::span<expr::Node const> nodes) {
    // Buffers are numbered from the bottom of the stack.
    std::uint32_t depth = 0;
    program_->buffer_count = 0;
    auto const pop = [&] {
        Operand const top = stack_.back();
        stack_.pop_back();
        if (is_temporary(top)) --depth;
        return top;
    };
    for (auto const node : nodes) {
        if (node.op == Opcode::constant) {
            stack_.push_back(operand(OperandKind::constant, program_->constant_count++));
        } else if (node.op == Opcode::variable) {
            stack_.push_back(feature_operand(node.feature));
        } else {
            Operand const last = pop();
            Operand const first = expr::arity(node.op) == 2 ? pop() : last;
            Operand const target = operand(OperandKind::buffer, depth++);
            program_->instructions.push_back({code_of(node.op), target, first, last, one});
            program_->buffer_count = std::max(program_->buffer_count, depth);
            stack_.push_back(target);
        }
    }
    program_->result = stack_.back();
    program_->columns.clear();
}

void Compiler::start(std::span<expr::Node const> nodes, Program& program) {
    BALMER_EXPECT(!nodes.empty());
    program_ = &program;
    std::fill(feature_index_.begin(), feature_index_.end(), none);
    program.instructions.clear();
    program.features.clear();
    program.constant_count = 0;
    nodes_.clear();
    nodes_.reserve(nodes.size());
    stack_.clear();
    columns_.clear();
    temporary_count_ = 0;
}

void Compiler::forward(std::span<expr::Node const> nodes, Purpose purpose) {
    for (auto const node : nodes) {
        int const arity = expr::arity(node.op);
        if (arity == 0) {
            push_leaf(node);
        } else if (arity == 1) {
            push_unary(node.op);
        } else {
            push_binary(node.op, purpose);
        }
        stack_.push_back(static_cast<std::uint32_t>(nodes_.size() - 1));
    }
    BALMER_ENSURE(stack_.size() == 1);
}

void Compiler::push_leaf(expr::Node node) {
    if (node.op == Opcode::constant) {
        std::uint32_t const index = program_->constant_count++;
        nodes_.push_back(
            {node.op, true, index, 0, operand(OperandKind::constant, index), none, one, false});
    } else {
        nodes_.push_back({node.op, false, 0, 0, feature_operand(node.feature), none, one, false});
    }
}

void Compiler::push_unary(Opcode op) {
    std::uint32_t const child = stack_.back();
    stack_.pop_back();
    Operand const argument = nodes_[child].value;
    auto const instruction = static_cast<std::uint32_t>(program_->instructions.size());
    Operand const value = emit(code_of(op), argument, argument, argument);
    nodes_.push_back({op, nodes_[child].active, child, 0, value, instruction, one, false});
}

void Compiler::push_binary(Opcode op, Purpose purpose) {
    std::uint32_t const right = stack_.back();
    stack_.pop_back();
    std::uint32_t const left = stack_.back();
    stack_.pop_back();
    bool const active = nodes_[left].active || nodes_[right].active;
    nodes_.push_back({op, active, left, right, none, none, one, false});
    NodeRecord& node = nodes_.back();
    bool const may_fuse = machine_ == Machine::interpreter && is_fusible(op);
    if (may_fuse && fuse(node, purpose)) return;
    node.instruction = static_cast<std::uint32_t>(program_->instructions.size());
    node.value = emit(code_of(op), nodes_[left].value, nodes_[right].value, one);
}

bool Compiler::fuse(NodeRecord& node, Purpose purpose) {
    // The right argument was computed last. The left one is fused only if that does not extend the
    // lifetime of a value.
    NodeRecord const& left = nodes_[node.left];
    NodeRecord const& right = nodes_[node.right];
    bool const take_right = can_take_over(node, right, left, purpose);
    if (!take_right && !can_take_over(node, left, right, purpose)) return false;
    NodeRecord const& child = take_right ? right : left;
    Operand const other = take_right ? left.value : right.value;
    Instruction const first = program_->instructions[child.instruction];
    program_->instructions[child.instruction].code = Code::none;
    node.instruction = static_cast<std::uint32_t>(program_->instructions.size());
    node.value = emit(fused(first.code, second_of(node.op, !take_right)), first.a, first.b, other);
    return true;
}

bool Compiler::can_take_over(NodeRecord const& node, NodeRecord const& child,
                             NodeRecord const& sibling, Purpose purpose) const {
    if (!is_fusible(child.op)) return false;
    Instruction const& first = program_->instructions[child.instruction];
    if (first.code > Code::mul) return false;  // already a pair
    bool const is_last = child.instruction + 1 == program_->instructions.size();
    bool const reads_leaves = !is_temporary(first.a) && !is_temporary(first.b);
    if (!is_last && !reads_leaves) return false;
    // The derivative with respect to one factor of a product is the other factor.
    return purpose == Purpose::value || node.op != Opcode::mul || !sibling.active;
}

void Compiler::reverse() {
    columns_.resize(program_->constant_count);
    set_adjoint(static_cast<std::uint32_t>(nodes_.size() - 1), one, false);
    for (std::size_t i = nodes_.size(); i-- > 0;) {
        NodeRecord const node = nodes_[i];
        if (!node.active || expr::is_leaf(node.op)) continue;
        if (expr::arity(node.op) == 1) {
            reverse_unary(node);
        } else {
            reverse_binary(node);
        }
    }
}

void Compiler::reverse_unary(NodeRecord const& node) {
    if (node.op == Opcode::neg) return set_adjoint(node.left, node.adjoint, !node.adjoint_negated);
    // The unused operand is left out, so that its buffer can be reused.
    Operand const argument = reads_value(node.op) ? one : nodes_[node.left].value;
    Operand const value = reads_value(node.op) ? node.value : one;
    set_adjoint(node.left, emit(adjoint_code(node.op), node.adjoint, argument, value),
                node.adjoint_negated);
}

void Compiler::reverse_binary(NodeRecord const& node) {
    bool const is_difference = node.op == Opcode::sub;
    if (node.op == Opcode::add || is_difference) {
        set_adjoint(node.left, node.adjoint, node.adjoint_negated);
        set_adjoint(node.right, node.adjoint, node.adjoint_negated != is_difference);
        return;
    }
    if (node.op == Opcode::mul) return reverse_mul(node);
    if (node.op == Opcode::div) return reverse_div(node);
    if (node.op == Opcode::pow) return reverse_pow(node);
    if (node.op == Opcode::min || node.op == Opcode::max) return reverse_choice(node);
    expr::throw_unexpected(node.op);
}

void Compiler::reverse_mul(NodeRecord const& node) {
    NodeRecord const &left = nodes_[node.left], &right = nodes_[node.right];
    if (left.active) {
        set_adjoint(node.left, multiply(node.adjoint, right.value), node.adjoint_negated);
    }
    if (right.active) {
        set_adjoint(node.right, multiply(node.adjoint, left.value), node.adjoint_negated);
    }
}

void Compiler::reverse_div(NodeRecord const& node) {
    NodeRecord const &left = nodes_[node.left], &right = nodes_[node.right];
    Operand const quotient = emit(Code::div, node.adjoint, right.value, one);
    if (left.active) set_adjoint(node.left, quotient, node.adjoint_negated);
    if (right.active) {
        set_adjoint(node.right, multiply(quotient, node.value), !node.adjoint_negated);
    }
}

void Compiler::reverse_pow(NodeRecord const& node) {
    NodeRecord const &base = nodes_[node.left], &exponent = nodes_[node.right];
    if (base.active) {
        set_adjoint(node.left,
                    emit(Code::pow_adjoint_base, node.adjoint, base.value, exponent.value),
                    node.adjoint_negated);
    }
    if (exponent.active) {
        set_adjoint(node.right,
                    emit(Code::pow_adjoint_exponent, node.adjoint, base.value, node.value),
                    node.adjoint_negated);
    }
}

void Compiler::reverse_choice(NodeRecord const& node) {
    NodeRecord const &left = nodes_[node.left], &right = nodes_[node.right];
    bool const is_min = node.op == Opcode::min;
    Code const left_code = is_min ? Code::keep_if_less : Code::drop_if_less;
    Code const right_code = is_min ? Code::drop_if_less : Code::keep_if_less;
    if (left.active) {
        set_adjoint(node.left, emit(left_code, node.adjoint, left.value, right.value),
                    node.adjoint_negated);
    }
    if (right.active) {
        set_adjoint(node.right, emit(right_code, node.adjoint, left.value, right.value),
                    node.adjoint_negated);
    }
}

void Compiler::set_adjoint(std::uint32_t node_index, Operand adjoint, bool negated) {
    NodeRecord& node = nodes_[node_index];
    node.adjoint = adjoint;
    node.adjoint_negated = negated;
    if (node.op == Opcode::constant) columns_[node.left] = column_of(adjoint, negated, node.left);
}

Operand Compiler::feature_operand(std::uint16_t feature) {
    if (feature >= feature_index_.size()) feature_index_.resize(feature + std::size_t{1}, none);
    std::uint32_t& index = feature_index_[feature];
    if (index == none) {
        index = static_cast<std::uint32_t>(program_->features.size());
        program_->features.push_back(feature);
    }
    return operand(OperandKind::feature, index);
}

Operand Compiler::emit(Code code, Operand a, Operand b, Operand c) {
    Operand const target = operand(OperandKind::buffer, temporary_count_++);
    program_->instructions.push_back({code, target, a, b, c});
    return target;
}

Operand Compiler::multiply(Operand x, Operand y) {
    return x == one ? y : emit(Code::mul, x, y, one);
}

Column Compiler::column_of(Operand operand, bool negated, std::uint32_t index) {
    if (machine_ == Machine::interpreter || !is_temporary(operand)) {
        return {operand, negated};
    }
    program_->instructions.push_back({Code::store, index, operand, one, one});
    return {Column::stored, negated};
}

void Compiler::lay_out() {
    auto& instructions = program_->instructions;
    std::erase_if(instructions, [](Instruction const& each) { return each.code == Code::none; });
    find_last_uses();
    assign_buffers();
    program_->result = slot_of(result_);
    program_->columns.clear();
    for (Column const column : columns_) {
        program_->columns.push_back({slot_of(column.slot), column.negated});
    }
}

void Compiler::assign_buffers() {
    buffer_.resize(temporary_count_);
    free_buffers_.clear();
    program_->buffer_count = 0;
    bool const wants_slots = machine_ == Machine::interpreter;
    std::uint32_t index = 0;
    auto const place = [&](Operand& each) {
        if (!is_temporary(each)) {
            if (wants_slots) each = slot_of(each);
            return;
        }
        std::uint32_t const temporary = index_of(each);
        each = slot_of_buffer(buffer_[temporary]);
        if (last_use_[temporary] != index) return;
        free_buffers_.push_back(buffer_[temporary]);
        last_use_[temporary] = none;  // an instruction may read the same operand twice
    };
    for (Instruction& instruction : program_->instructions) {
        // Operands first: an instruction may write to a buffer that it reads.
        place(instruction.a);
        place(instruction.b);
        place(instruction.c);
        ++index;
        if (instruction.code == Code::store) continue;
        std::uint32_t const buffer = acquire_buffer();
        buffer_[index_of(instruction.target)] = buffer;
        instruction.target = slot_of_buffer(buffer);
    }
}

void Compiler::find_last_uses() {
    last_use_.resize(temporary_count_);
    std::uint32_t index = 0;
    auto const use = [&](Operand operand) {
        if (is_temporary(operand)) last_use_[index_of(operand)] = index;
    };
    for (Instruction const& instruction : program_->instructions) {
        use(instruction.a);
        use(instruction.b);
        use(instruction.c);
        ++index;
    }
    // Columns are needed after the last instruction. So is the result, which no instruction reads.
    index = none;
    for (Column const column : columns_) use(column.slot);
}

std::uint32_t Compiler::slot_of(Operand operand) const {
    if (operand == Column::stored) return Column::stored;
    if (is_temporary(operand)) return slot_of_buffer(buffer_[index_of(operand)]);
    if (machine_ == Machine::registers) return operand;
    switch (kind_of(operand)) {
        case OperandKind::one:
            return Program::one_slot;
        case OperandKind::feature:
            return Program::first_feature_slot + index_of(operand);
        case OperandKind::constant:
            return program_->first_constant_slot() + index_of(operand);
        case OperandKind::target:
            return program_->target_slot();
        case OperandKind::buffer:
            break;
    }
    throw_unexpected(kind_of(operand));
}

std::uint32_t Compiler::slot_of_buffer(std::uint32_t buffer) const {
    return machine_ == Machine::registers ? eval::operand(OperandKind::buffer, buffer)
                                          : program_->first_buffer_slot() + buffer;
}

std::uint32_t Compiler::acquire_buffer() {
    if (free_buffers_.empty()) return program_->buffer_count++;
    std::uint32_t const buffer = free_buffers_.back();
    free_buffers_.pop_back();
    return buffer;
}

}  // namespace balmer::eval
