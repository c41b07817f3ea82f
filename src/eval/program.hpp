/// \file
/// Trees compiled to instructions, without the values of their constants.
#pragma once

#include "balmer/expr/tree.hpp"

#include "kernels.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace balmer::eval {

/// An operand: the constant 1, a feature (by its index in Program::features), a constant of the
/// tree, the target, or a buffer. The upper bits are the kind, the lower ones the index.
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

/// A derivative as a slot or operand. Its sign is stored separately, not computed.
struct Column {
    /// Special value of `slot`: an instruction Code::store stores the derivative.
    static constexpr std::uint32_t stored = ~std::uint32_t{0};

    std::uint32_t slot = 0;
    bool negated = false;
};

/// The machine that executes a program.
enum class Machine {
    /// Kernels over blocks of rows. Pairs of instructions are fused, columns stay in their buffers,
    /// and instructions read and write slots.
    interpreter,
    /// Emitted code, with registers as buffers. Instructions read and write operands. Columns are
    /// stored as soon as they are known: constant k at index k, the residual after the last one.
    registers,
};

/// A compiled tree. The slots are, in order: one (the constant 1), features [features.size()], the
/// constants of the tree [constant_count], the target, buffers [buffer_count].
struct Program {
    std::vector<Instruction> instructions;
    /// The features that it reads, without duplicates.
    std::vector<std::uint16_t> features;
    std::uint32_t constant_count = 0;
    std::uint32_t buffer_count = 0;
    /// Slot or operand of the result: the value of the tree, or the residual value - target in a
    /// gradient program, which may be Column::stored.
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

/// Compiles trees. Reuses its memory: it does not allocate once warm.
class Compiler {
public:
    explicit Compiler(Machine machine = Machine::interpreter) : machine_(machine) {}

    /// Value of the tree. The program of a leaf has no instructions.
    void compile_value(std::span<expr::Node const> nodes, Program& program);
    /// Residual and derivatives with respect to all constants: a forward sweep, then adjoints from
    /// the root along the paths to the constants.
    void compile_gradient(std::span<expr::Node const> nodes, Program& program);

private:
    /// Data of a node that the reverse sweep needs.
    struct NodeRecord {
        expr::Opcode op;
        /// The node is a constant or depends on one.
        bool active;
        /// Node indices of the arguments; a unary operator has only `left`. For a constant, `left`
        /// is its index.
        std::uint32_t left;
        std::uint32_t right;
        Operand value;
        /// Index of the instruction that computes it; unused for leaves.
        std::uint32_t instruction;
        /// Derivative of the root with respect to this value.
        Operand adjoint;
        bool adjoint_negated;
    };

    enum class Purpose { value, gradient };

    void start(std::span<expr::Node const> nodes, Program& program);
    void forward(std::span<expr::Node const> nodes, Purpose purpose);
    void push_leaf(expr::Node node);
    void push_unary(expr::Opcode op);
    void push_binary(expr::Opcode op, Purpose purpose);
    /// Fuses the last two instructions if there is a kernel for the pair. Returns true if so.
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
    /// For Machine::registers, a temporary is stored and the result is Column::stored.
    Column column_of(Operand operand, bool negated, std::uint32_t index);

    /// A value program for Machine::registers, in one pass: its buffers form a stack.
    void compile_to_stack(std::span<expr::Node const> nodes);

    /// Assigns as few buffers as the lifetimes of values allow, and replaces operands by slots.
    void lay_out();
    void assign_buffers();
    void find_last_uses();
    /// The operand with its buffer, in the form that the machine needs.
    std::uint32_t slot_of(Operand operand) const;
    std::uint32_t slot_of_buffer(std::uint32_t buffer) const;
    std::uint32_t acquire_buffer();

    Machine machine_;
    Program* program_ = nullptr;
    std::vector<NodeRecord> nodes_;
    /// Indices into nodes_ of the subtrees that are not yet arguments of an operator.
    std::vector<std::uint32_t> stack_;
    /// Index of each feature in Program::features, or none.
    std::vector<std::uint32_t> feature_index_;
    /// Buffer of each temporary, the last instruction that reads it, and the free buffers.
    std::vector<std::uint32_t> buffer_;
    std::vector<std::uint32_t> last_use_;
    std::vector<std::uint32_t> free_buffers_;
    std::uint32_t temporary_count_ = 0;
    Operand result_ = 0;
    std::vector<Column> columns_;
};

}  // namespace balmer::eval
