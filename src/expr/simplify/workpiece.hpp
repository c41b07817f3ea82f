/// \file
/// A tree during simplification: the part built so far, and a draft that may replace its end.
#pragma once

#include "balmer/expr/tree.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace balmer::expr::simplification {

/// A subtree within the tree that is being built: half-open ranges of its nodes and constants.
struct Part {
    std::uint32_t begin, end;
    std::uint32_t first_constant, last_constant;

    std::uint32_t size() const { return end - begin; }
};

/// A part whose operator follows later, and the properties that rules need.
struct Argument {
    Part part;
    bool is_constant = false;
    /// A sum or difference with a constant, or a negation: sums merge with it.
    bool joins_sums = false;
    /// A product or quotient with a constant, a negation or an inverse: products merge with it.
    bool joins_products = false;
};

/// Operators as a set.
class OperatorSet {
public:
    void insert(Opcode op) { bits_ |= bit(op); }
    bool contains(Opcode op) const { return (bits_ & bit(op)) != 0; }

private:
    static_assert(opcode_count <= 32);
    static constexpr std::uint32_t bit(Opcode op) { return std::uint32_t{1} << index_of(op); }

    std::uint32_t bits_ = 0;
};

/// The current operator and its arguments, which are simple and are the last parts built so far. A
/// rule writes their replacement into a draft, as pieces in postfix order: parts of the arguments,
/// numbers, operators.
class Workpiece {
public:
    /// Begins a pass over a tree; rules may write only the `allowed` operators.
    void start(OperatorSet allowed);
    /// Returns true if any rule has changed the nodes since start().
    bool changed() const { return changed_; }
    Tree& built() { return built_; }

    void push_constant(double value);
    void push_variable(Node node);
    void begin_operator(Opcode op) { op_ = op; }
    /// Removes the last argument and returns it.
    Argument pop_argument();
    /// Appends the current operator to its argument or arguments.
    void append_operator(Argument const& x);
    void append_operator(Argument const& x, Argument const& y);

    bool may(Opcode op) const { return allowed_.contains(op); }
    Node root(Part const& part) const { return built_.nodes[part.end - 1]; }
    bool is_constant(Part const& part) const { return root(part).op == Opcode::constant; }
    double value(Part const& part) const { return built_.constants[part.first_constant]; }
    bool equal(Part const& left, Part const& right) const;

    /// The argument of a unary operator at the root of `part`.
    static Part argument(Part part) {
        --part.end;
        return part;
    }
    /// The arguments of a binary operator at the root of `part`.
    std::pair<Part, Part> arguments(Part const& part) const;

    /// For parts with a binary operator at the root: whether that argument is a constant.
    bool has_constant_on_the_left(Part const& part) const {
        return built_.nodes[part.begin].op == Opcode::constant &&
               subtree(built_.nodes, part.end - 2).begin == part.begin + 1;
    }
    bool has_constant_on_the_right(Part const& part) const {
        return built_.nodes[part.end - 2].op == Opcode::constant;
    }
    static Part without_left_constant(Part part) {
        return {part.begin + 1, part.end - 1, part.first_constant + 1, part.last_constant};
    }
    static Part without_right_constant(Part part) {
        return {part.begin, part.end - 2, part.first_constant, part.last_constant - 1};
    }
    double left_constant(Part const& part) const { return value(part); }
    double right_constant(Part const& part) const {
        return built_.constants[part.last_constant - 1];
    }

    /// Adds pieces to the draft. Returns true, so that a rule can be written as one condition.
    template <class... Items>
    bool write(Items const&... items) {
        (add(items), ...);
        return true;
    }
    /// If the draft is complete (`written`), replaces everything from `first` on by it and returns
    /// true. Otherwise discards it and returns false.
    bool finish(bool written, Part const& first);
    /// write() and finish().
    template <class... Items>
    bool replace(Part const& first, Items const&... items) {
        return finish(write(items...), first);
    }

private:
    struct Piece {
        enum class Kind : std::uint8_t { part, number, op };
        Kind kind = Kind::op;
        Opcode op{};
        double number = 0;
        Part part{};
    };
    /// The pieces, nodes and constants that a draft leaves in place.
    struct Kept {
        std::size_t pieces = 0;
        std::uint32_t end = 0;
        std::uint32_t last_constant = 0;
    };
    static constexpr std::size_t largest_draft = 8;

    void add(Part const& part) { new_piece() = {Piece::Kind::part, {}, 0, part}; }
    void add(double number) { new_piece() = {Piece::Kind::number, {}, number, {}}; }
    void add(Opcode op) { new_piece() = {Piece::Kind::op, op, 0, {}}; }
    Piece& new_piece();

    std::span<Piece const> draft() const { return {draft_.data(), draft_size_}; }
    Kept kept_in_place(Part const& first) const;
    void copy_pieces(std::size_t first_piece);
    bool is_plain(Kept const& kept) const;
    void overwrite_numbers(Part const& first, std::size_t piece_count);
    /// Everything built from the beginning of `first` on.
    Part rest_from(Part const& first) const {
        return {first.begin, static_cast<std::uint32_t>(built_.nodes.size()), first.first_constant,
                static_cast<std::uint32_t>(built_.constants.size())};
    }
    void push_new(Part const& part);

    OperatorSet allowed_;
    Opcode op_ = Opcode::constant;
    bool changed_ = false;
    Tree built_;
    std::vector<Argument> arguments_;
    std::array<Piece, largest_draft> draft_;
    std::size_t draft_size_ = 0;
    /// Copies of the pieces that move, since they may swap places.
    Tree copied_;
};

inline void Workpiece::push_constant(double value) {
    auto const node = static_cast<std::uint32_t>(built_.nodes.size());
    auto const index = static_cast<std::uint32_t>(built_.constants.size());
    built_.nodes.push_back({Opcode::constant, 0});
    built_.constants.push_back(value);
    arguments_.push_back({{node, node + 1, index, index + 1}, true});
}

inline void Workpiece::push_variable(Node node) {
    auto const index = static_cast<std::uint32_t>(built_.nodes.size());
    auto const constant = static_cast<std::uint32_t>(built_.constants.size());
    built_.nodes.push_back(node);
    arguments_.push_back({{index, index + 1, constant, constant}});
}

inline Argument Workpiece::pop_argument() {
    auto const argument = arguments_.back();
    arguments_.pop_back();
    return argument;
}

inline void Workpiece::append_operator(Argument const& x) {
    built_.nodes.push_back({op_, 0});
    bool const is_negative = op_ == Opcode::neg;
    arguments_.push_back(
        {rest_from(x.part), false, is_negative, is_negative || op_ == Opcode::inv});
}

inline void Workpiece::append_operator(Argument const& x, Argument const& y) {
    built_.nodes.push_back({op_, 0});
    bool const has_constant = x.is_constant || y.is_constant;
    bool const is_sum = op_ == Opcode::add || op_ == Opcode::sub;
    bool const is_product = op_ == Opcode::mul || op_ == Opcode::div;
    arguments_.push_back(
        {rest_from(x.part), false, is_sum && has_constant, is_product && has_constant});
}

}  // namespace balmer::expr::simplification
