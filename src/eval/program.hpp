/// \file
/// Trees compiled to instructions over blocks, without their constants' values.
#pragma once

#include "balmer/expr/tree.hpp"

#include "kernels.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace balmer::eval {

/// An operand by what it is: the constant 1, a feature (by its index in Program::features), a
/// constant of the tree, the target, or a buffer. The kind stands in the upper bits, the index
/// below.
using Operand = std::uint32_t;

enum class OperandKind : std::uint32_t { one, feature, constant, target, buffer };

inline constexpr std::uint32_t operand_kind_shift = 29;

constexpr Operand operand(OperandKind kind, std::uint32_t index = 0) {
    return static_cast<std::uint32_t>(kind) << operand_kind_shift | index;
}
constexpr OperandKind kind_of(Operand operand) {
    return static_cast<OperandKind>(operand >> operand_kind_shift);
}
constexpr std::uint32_t index_of(Operand operand) {
    return operand & ((1u << operand_kind_shift) - 1);
}

constexpr bool has_third_operand(Code code) { return code >= Code::add_add; }

/// Throw ContractError, in every build.
[[noreturn]] void throw_unexpected(Code code);
[[noreturn]] void throw_unexpected(OperandKind kind);

/// A derivative as a slot or operand, perhaps of the wrong sign: signs are carried, not computed.
struct Column {
    /// Instead of either: the program stores it itself, by an instruction Code::store.
    static constexpr std::uint32_t stored = ~std::uint32_t{0};

    std::uint32_t slot = 0;
    bool negated = false;
};

/// Who runs the program.
enum class Machine {
    /// Kernels that sweep blocks: pairs of instructions are fused, columns stay in their buffers,
    /// and what instructions read and write are slots.
    interpreter,
    /// Emitted code, with registers for buffers: columns are stored when they are known, column k
    /// of the constants at index k, the residual behind them; instructions have operands.
    registers,
};

/// A compiled tree. Its slots in order: one (the constant 1), features [features.size()], the
/// constants of the tree [constant_count], the target, buffers [buffer_count].
struct Program {
    std::vector<Instruction> instructions;
    /// The features it reads, each once.
    std::vector<std::uint16_t> features;
    std::uint32_t constant_count = 0;
    std::uint32_t buffer_count = 0;
    /// Slot or operand of the tree's value; of the residual value - target in a gradient program,
    /// or Column::stored.
    std::uint32_t result = 0;
    /// d value / d constant of each constant; empty in a value program.
    std::vector<Column> columns;

    static constexpr std::uint32_t one_slot = 0;
    static constexpr std::uint32_t first_feature_slot = 1;
    std::uint32_t first_constant_slot() const {
        return first_feature_slot + static_cast<std::uint32_t>(features.size());
    }
    std::uint32_t target_slot() const { return first_constant_slot() + constant_count; }
    std::uint32_t first_buffer_slot() const { return target_slot() + 1; }
    std::uint32_t slot_count() const { return first_buffer_slot() + buffer_count; }
};

/// Compiles trees; keeps its scratch memory, so that it allocates nothing once warm.
class Compiler {
public:
    explicit Compiler(Machine machine = Machine::interpreter) : machine_(machine) {}

    /// Value of the tree; its last instruction may be none where the tree is a leaf.
    void compile_value(std::span<expr::Node const> nodes, Program& program);
    /// Residual, and the derivative by each constant: forward, then adjoints from the root along
    /// the paths that lead to constants.
    void compile_gradient(std::span<expr::Node const> nodes, Program& program);

private:
    /// What the reverse sweep must know of a node.
    struct NodeRecord {
        expr::Opcode op;
        /// Some constant lies below it (or is it).
        bool active;
        /// Children as node indices; `left` alone where there is one. Of a constant, its index.
        std::uint32_t left;
        std::uint32_t right;
        Operand value;
        /// Index of the instruction that computes it; meaningless for leaves.
        std::uint32_t instruction;
        /// d value of the root / d this value.
        Operand adjoint;
        bool adjoint_negated;
    };

    enum class Purpose { value, gradient };

    void start(std::span<expr::Node const> nodes, Program& program);
    void forward(std::span<expr::Node const> nodes, Purpose purpose);
    void push_leaf(expr::Node node);
    void push_unary(expr::Opcode op);
    void push_binary(expr::Opcode op, Purpose purpose);
    /// The last two instructions as one, where the pair has a kernel; else nothing is done.
    bool fuse(NodeRecord& node, Purpose purpose);
    bool can_take_over(NodeRecord const& node, NodeRecord const& child, NodeRecord const& sibling,
                       Purpose purpose) const;

    void reverse();
    void reverse_unary(NodeRecord const& node);
    void reverse_binary(NodeRecord const& node);
    void reverse_mul(NodeRecord const& node);
    void reverse_div(NodeRecord const& node);
    void reverse_pow(NodeRecord const& node);
    void reverse_choice(NodeRecord const& node);
    void set_adjoint(std::uint32_t node_index, Operand adjoint, bool negated);

    Operand feature_operand(std::uint16_t feature);
    Operand emit(Code code, Operand a, Operand b, Operand c);
    Operand multiply(Operand x, Operand y);
    /// For registers: stores the column where it is a temporary, and says so.
    Column column_of(Operand operand, bool negated, std::uint32_t index);

    /// A value program for registers, at once: its buffers are a stack.
    void compile_to_stack(std::span<expr::Node const> nodes);

    /// Assigns buffers, as few as the lives of values allow, and replaces operands by slots.
    void lay_out();
    void assign_buffers();
    void find_last_uses();
    /// The operand with its buffer, as the machine wants it.
    std::uint32_t slot_of(Operand operand) const;
    std::uint32_t slot_of_buffer(std::uint32_t buffer) const;
    std::uint32_t acquire_buffer();

    Machine machine_;
    Program* program_ = nullptr;
    std::vector<NodeRecord> nodes_;
    /// Indices into nodes_ of the subtrees not yet used as arguments.
    std::vector<std::uint32_t> stack_;
    /// Feature -> index into Program::features, or none.
    std::vector<std::uint32_t> feature_index_;
    /// Buffer of each temporary, the instruction that reads it last, and buffers free for use.
    std::vector<std::uint32_t> buffer_;
    std::vector<std::uint32_t> last_use_;
    std::vector<std::uint32_t> free_buffers_;
    std::uint32_t temporary_count_ = 0;
    Operand result_ = 0;
    std::vector<Column> columns_;
};

}  // namespace balmer::eval
