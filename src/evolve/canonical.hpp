/// \file
/// Which structures are canonical: one of those that have the same values for suitable constants.
#pragma once

#include "balmer/evolve/settings.hpp"
#include "balmer/expr/opcode.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace balmer::evolve {

/// A structure: an operator over earlier structures, and what the rules must know about it.
///
/// Sums and products are left combs, (((a + b) + c) - d) + constant: terms that are added, terms
/// that are subtracted, each sorted, then the constant, which comes first if nothing else is added.
struct Piece {
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    expr::Opcode op = expr::Opcode::constant;
    std::uint16_t feature = 0;
    std::uint32_t left = none;
    std::uint32_t right = none;
    std::int32_t complexity = 0;
    /// Identifies the structure up to its sign: equal for x - y and y - x.
    std::uint64_t axis = 0;

    bool has_constants : 1 = false;
    /// Other constants give the opposite sign: c*x, sin(c*x), c + sin(x + c).
    bool has_free_sign : 1 = false;
    /// A structure of the same complexity has the opposite sign: x - y. True with a free sign.
    bool can_flip : 1 = false;
    /// Of the two structures that differ by the sign, the one that is not preferred.
    bool is_flipped : 1 = false;
    /// Other constants multiply it by any number.
    bool has_free_scale : 1 = false;
    /// Other constants multiply it by any positive number.
    bool has_free_size : 1 = false;
    /// A sum of free scale with a term c*x: c can be taken out of the sum at no cost.
    bool has_movable_scale : 1 = false;
    /// A constant is one of the terms or factors.
    bool has_bare_constant : 1 = false;
    /// Other constants add any number to it.
    bool has_free_offset : 1 = false;
};

/// The rules. Each refuses a structure only if another one of at most the same complexity, which
/// the limits allow, has all its values. So what is left contains the best of all structures.
///
/// If limits concern + - * / themselves (their arguments, their nesting, the depth of the tree),
/// the order of terms matters for them. Then only the rules hold that change no order.
class CanonicalForm {
public:
    /// `pieces` must outlive it; pieces are referred to by their index there.
    CanonicalForm(SearchSettings const& settings, std::vector<Piece> const& pieces);

    static Piece leaf(expr::Node node, int weight);
    /// nullopt if the structure is not canonical.
    std::optional<Piece> join(expr::Opcode op, std::uint32_t argument) const;
    std::optional<Piece> join(expr::Opcode op, std::uint32_t left, std::uint32_t right) const;

    /// Whether equal values can be told apart from equal structures: all rules hold.
    bool holds_all_rules() const { return !is_strict_; }

private:
    /// A term of a sum, or a factor of a product.
    struct Operand {
        std::uint32_t index = 0;
        /// It is subtracted, or divided by.
        bool is_inverse = false;
    };
    /// Terms or factors from left to right. Longer chains than this are no formulas to enumerate.
    struct Chain {
        std::array<Operand, 32> operands{};
        std::size_t size = 0;
        std::span<Operand const> items() const& { return std::span(operands).first(size); }
        /// A loop over the items of a temporary would outlive it.
        std::span<Operand const> items() const&& = delete;
    };
    struct Power {
        std::uint32_t base = 0;
        int exponent = 1;
    };

    bool has(expr::Opcode op) const { return has_[expr::index_of(op)]; }
    int weight(expr::Opcode op) const { return weights_[op]; }
    Piece const& at(std::uint32_t index) const { return pieces_[index]; }
    bool is_constant(std::uint32_t index) const { return at(index).op == expr::Opcode::constant; }
    /// Whether `op` may have an argument of this complexity, and no rule of nesting concerns it.
    bool may_have(expr::Opcode op, int argument) const;

    Chain chain(std::uint32_t index, expr::Opcode plain, expr::Opcode inverse) const;
    Chain terms(std::uint32_t index) const;
    Chain factors(std::uint32_t index) const;
    Power power(std::uint32_t index) const;
    /// The same values up to the sign, without constants.
    bool are_same(std::uint32_t left, std::uint32_t right) const;
    bool is_in_order(expr::Opcode op, std::uint32_t left, std::uint32_t right, expr::Opcode plain,
                     expr::Opcode inverse) const;

    bool is_redundant(expr::Opcode op, std::uint32_t argument) const;
    bool has_operand(Chain const& chain, expr::Opcode op) const;
    bool is_redundant_over_scale(expr::Opcode op, Piece const& argument) const;
    bool is_redundant_sum(expr::Opcode op, std::uint32_t left, std::uint32_t right) const;
    bool share_a_factor(std::uint32_t x, std::uint32_t y) const;
    int saved_by_removal(Chain const& product, Operand const& factor) const;
    bool is_redundant_product(expr::Opcode op, std::uint32_t left, std::uint32_t right) const;
    bool combine(Operand const& x, Operand const& y) const;
    bool is_sum_times_difference(std::uint32_t x, std::uint32_t y) const;
    bool is_better_distributed(Chain const& factors) const;
    bool has_misplaced_sign(Chain const& factors) const;
    bool is_redundant_choice(expr::Opcode op, std::uint32_t left, std::uint32_t right) const;

    void describe_sum(Piece& piece, Chain const& terms) const;
    void describe_product(Piece& piece, Chain const& factors) const;
    void describe_function(Piece& piece, Piece const& argument) const;

    std::vector<Piece> const& pieces_;
    expr::ComplexityWeights weights_;
    expr::Constraints limits_;
    std::array<bool, expr::opcode_count> has_{};
    bool is_strict_ = false;
    bool flattens_sums_ = false;
    bool flattens_products_ = false;
};

}  // namespace balmer::evolve
