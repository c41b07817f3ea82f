#include "evolve/canonical.hpp"

#include "balmer/base/error.hpp"
#include "balmer/expr/tree.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>

namespace balmer::evolve {
namespace {

using enum expr::Opcode;
using expr::Opcode;

bool is_one_of(Opcode op, std::initializer_list<Opcode> ops) {
    return std::ranges::find(ops, op) != ops.end();
}

bool is_sum(Opcode op) { return op == add || op == sub; }
bool is_product(Opcode op) { return op == mul || op == expr::Opcode::div; }
bool is_even(Opcode op) { return is_one_of(op, {square, abs, cos}); }
bool is_odd(Opcode op) { return is_one_of(op, {sin, tan, asin, atan, tanh, cube, inv}); }

/// Mixes all bits. Source: the finaliser of splitmix64; Steele, Lea, Flood, OOPSLA 2014.
std::uint64_t mixed(std::uint64_t bits) {
    bits += 0x9E3779B97F4A7C15ULL;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBULL;
    return bits ^ (bits >> 31);
}

/// Whether the order or the grouping of terms decides if a tree is within the limits.
bool limits_concern_order(expr::Constraints const& limits) {
    auto const is_ordered = [](Opcode op) {
        return is_sum(op) || is_product(op) || is_one_of(op, {neg, min, max});
    };
    for (auto const& entry : expr::opcode_table) {
        auto const& own = limits.arguments[expr::index_of(entry.op)];
        if (is_ordered(entry.op) && own != expr::ArgumentLimits{}) return true;
    }
    return limits.max_depth != expr::unlimited ||
           std::ranges::any_of(limits.nesting, [&](auto const& rule) {
               return is_ordered(rule.outer) || is_ordered(rule.inner);
           });
}

}  // namespace

CanonicalForm::CanonicalForm(SearchSettings const& settings, std::vector<Piece> const& pieces)
    : pieces_(pieces),
      weights_(settings.complexity_weights),
      limits_(settings.constraints),
      is_strict_(limits_concern_order(settings.constraints)) {
    for (auto const op : settings.operators) has_[expr::index_of(op)] = true;
    // A difference costs as much as a sum: then signs are free to move.
    flattens_sums_ = !is_strict_ && has(add) && (!has(sub) || weight(add) == weight(sub));
    flattens_products_ = !is_strict_ && has(mul) &&
                         (!has(expr::Opcode::div) || weight(mul) == weight(expr::Opcode::div));
}

Piece CanonicalForm::leaf(expr::Node node, int weight) {
    Piece piece{.op = node.op, .feature = node.feature, .complexity = weight};
    piece.axis = mixed((std::uint64_t{node.feature} << 8) | expr::index_of(node.op));
    if (node.op == constant) {
        piece.has_constants = piece.has_free_sign = piece.can_flip = true;
        piece.has_free_scale = piece.has_free_size = piece.has_free_offset = true;
    }
    return piece;
}

bool CanonicalForm::may_have(Opcode op, int argument) const {
    auto const limit = limits_.arguments[expr::index_of(op)].first;
    return has(op) && (limit == expr::unlimited || argument <= limit) &&
           std::ranges::none_of(limits_.nesting, [op](auto const& rule) {
               return rule.outer == op || rule.inner == op;
           });
}

CanonicalForm::Chain CanonicalForm::chain(std::uint32_t index, Opcode plain, Opcode inverse) const {
    Chain chain;
    while (at(index).op == plain || at(index).op == inverse) {
        BALMER_EXPECT(chain.size + 1 < chain.operands.size());
        chain.operands[chain.size++] = {at(index).right, at(index).op == inverse};
        index = at(index).left;
    }
    chain.operands[chain.size++] = {index, false};
    std::reverse(chain.operands.begin(),
                 chain.operands.begin() + static_cast<std::ptrdiff_t>(chain.size));
    return chain;
}

CanonicalForm::Chain CanonicalForm::terms(std::uint32_t index) const {
    return chain(index, add, sub);
}

CanonicalForm::Chain CanonicalForm::factors(std::uint32_t index) const {
    return chain(index, mul, expr::Opcode::div);
}

CanonicalForm::Power CanonicalForm::power(std::uint32_t index) const {
    Power power{index, 1};
    while (at(power.base).op == square || at(power.base).op == cube) {
        power.exponent *= at(power.base).op == square ? 2 : 3;
        power.base = at(power.base).left;
    }
    return power;
}

bool CanonicalForm::are_same(std::uint32_t left, std::uint32_t right) const {
    return at(left).axis == at(right).axis && !at(left).has_constants;
}

bool CanonicalForm::is_in_order(Opcode op, std::uint32_t left, std::uint32_t right, Opcode plain,
                                Opcode inverse) const {
    auto const& last = at(left);
    bool const is_chain = last.op == plain || last.op == inverse;
    if (at(right).op == plain || at(right).op == inverse) return false;
    if (is_constant(right)) {
        return op == plain && !is_constant(left) && !(is_chain && last.has_bare_constant);
    }
    // After the constant at the end nothing follows; the one in front is the only plain operand.
    if (is_constant(left)) return op == inverse;
    if (is_chain && is_constant(last.right)) return false;
    if (op == plain && last.op == inverse) return false;
    if (op == inverse && last.op != inverse) return true;
    return right >= (last.op == op ? last.right : left);
}

// --- functions ----------------------------------------------------------------------------------

std::optional<Piece> CanonicalForm::join(Opcode op, std::uint32_t argument) const {
    auto const& inner = at(argument);
    if (inner.op == constant) return std::nullopt;
    if (!is_strict_ && is_redundant(op, argument)) return std::nullopt;
    Piece piece{.op = op, .left = argument, .complexity = inner.complexity + weight(op)};
    piece.axis = mixed(inner.axis ^ mixed(expr::index_of(op)));
    piece.has_constants = inner.has_constants;
    if (!is_strict_) describe_function(piece, inner);
    return piece;
}

bool CanonicalForm::is_redundant(Opcode op, std::uint32_t argument) const {
    auto const& inner = at(argument);
    bool const is_shifted = is_sum(inner.op) && inner.has_bare_constant;
    bool const is_wave = op == sin || op == cos;
    if (op == neg) return inner.can_flip || inner.op == neg;
    if ((is_even(op) || is_odd(op)) && inner.op == neg) return true;
    bool const has_two_signs = inner.can_flip && !inner.has_free_sign;
    bool const sign_does_not_matter = is_even(op) || (is_wave && is_shifted);
    if (sign_does_not_matter && has_two_signs && inner.is_flipped) return true;
    if (op == cos && is_shifted && may_have(sin, inner.complexity) && weight(sin) <= weight(cos)) {
        return true;
    }
    if (is_redundant_over_scale(op, inner)) return true;
    switch (op) {
        case square:
            return inner.op == abs || inner.op == sqrt ||
                   (inner.op == inv && may_have(inv, inner.complexity) &&
                    may_have(square, inner.complexity));
        case cube:
            return (inner.op == square && may_have(square, inner.complexity) &&
                    may_have(cube, inner.complexity)) ||
                   (inner.op == inv && may_have(inv, inner.complexity) &&
                    may_have(cube, inner.complexity));
        case abs:
            return is_one_of(inner.op, {abs, square, sqrt, exp}) ||
                   (inner.op == inv && may_have(inv, inner.complexity));
        case cos:
            return inner.op == abs;
        case sqrt:
            return inner.op == square && may_have(abs, inner.complexity) &&
                   weight(abs) <= weight(sqrt) + weight(square);
        case exp:
            return inner.op == log ||
                   (flattens_products_ && flattens_sums_ && weight(mul) <= weight(add) &&
                    (is_shifted || has_operand(terms(argument), log)));
        case log:
            return inner.op == exp ||
                   (flattens_products_ && flattens_sums_ && weight(add) <= weight(mul) &&
                    has_operand(factors(argument), exp));
        case inv:
            return inner.op == inv || inner.op == expr::Opcode::div;
        default:
            return false;
    }
}

/// Whether one that is not subtracted or divided by is this function.
bool CanonicalForm::has_operand(Chain const& chain, Opcode op) const {
    return std::ranges::any_of(chain.items(), [this, op](auto const& operand) {
        return !operand.is_inverse && at(operand.index).op == op;
    });
}

/// A scale inside of a power can stand in front of it.
bool CanonicalForm::is_redundant_over_scale(Opcode op, Piece const& argument) const {
    if (!flattens_products_ || !is_one_of(op, {square, cube, abs, inv})) return false;
    return (is_product(argument.op) && argument.has_bare_constant) || argument.has_movable_scale;
}

void CanonicalForm::describe_function(Piece& piece, Piece const& argument) const {
    bool const is_shifted = is_sum(argument.op) && argument.has_bare_constant;
    if (is_odd(piece.op)) {
        piece.has_free_sign = argument.has_free_sign;
        piece.can_flip = argument.can_flip;
        piece.is_flipped = argument.is_flipped;
    }
    if ((piece.op == sin || piece.op == cos) && is_shifted) {
        piece.has_free_sign = piece.can_flip = true;
        piece.is_flipped = false;
    }
    piece.has_free_scale = argument.has_free_scale && (piece.op == cube || piece.op == inv);
    piece.has_free_size = argument.has_free_size && is_one_of(piece.op, {square, cube, abs, inv});
    piece.has_free_offset =
        piece.op == log && is_product(argument.op) && argument.has_bare_constant;
}

// --- sums ---------------------------------------------------------------------------------------

std::optional<Piece> CanonicalForm::join(Opcode op, std::uint32_t left, std::uint32_t right) const {
    if (is_constant(left) && is_constant(right)) return std::nullopt;
    bool const cancels = is_one_of(op, {sub, expr::Opcode::div, min, max});
    if (cancels && left == right && !at(left).has_constants) return std::nullopt;
    auto const& limits = limits_.arguments[expr::index_of(op)];
    bool const commutes = is_one_of(op, {add, mul, min, max}) && limits.first == limits.second;
    bool const is_flat_sum = is_sum(op) && flattens_sums_;
    bool const is_flat_product = is_product(op) && flattens_products_;
    if (is_flat_sum && is_redundant_sum(op, left, right)) return std::nullopt;
    if (is_flat_product && is_redundant_product(op, left, right)) return std::nullopt;
    if (!is_flat_sum && !is_flat_product && commutes && left > right) return std::nullopt;
    if (!is_strict_ && is_redundant_choice(op, left, right)) return std::nullopt;
    Piece piece{.op = op,
                .left = left,
                .right = right,
                .complexity = at(left).complexity + at(right).complexity + weight(op)};
    piece.has_constants = at(left).has_constants || at(right).has_constants;
    piece.axis = mixed(mixed(at(left).axis ^ mixed(expr::index_of(op))) + at(right).axis);
    auto append = [right, op](Chain chain, Opcode inverse) {
        BALMER_EXPECT(chain.size < chain.operands.size());
        chain.operands[chain.size++] = {right, op == inverse};
        return chain;
    };
    if (is_flat_sum) describe_sum(piece, append(terms(left), sub));
    if (is_flat_product) describe_product(piece, append(factors(left), expr::Opcode::div));
    return piece;
}

bool CanonicalForm::is_redundant_sum(Opcode op, std::uint32_t left, std::uint32_t right) const {
    if (!is_in_order(op, left, right, add, sub)) return true;
    if (op == sub && at(right).can_flip) return true;
    if (has(sub) && (at(right).op == neg || at(left).op == neg)) return true;
    auto const left_terms = terms(left);
    for (auto const& term : left_terms.items()) {
        if (at(term.index).has_free_offset && at(right).has_free_offset) return true;
        bool const cancels = term.is_inverse != (op == sub);
        bool const are_logarithms = at(term.index).op == log && at(right).op == log;
        if (are_logarithms && !cancels && flattens_products_) return true;
        if (cancels && term.index == right && !at(right).has_constants) return true;
        if (flattens_products_ && share_a_factor(term.index, right)) return true;
    }
    return false;
}

/// f*a + f*b is f*(a + b), at the price of a constant for each of a and b that is empty. A power
/// loses one factor.
bool CanonicalForm::share_a_factor(std::uint32_t x, std::uint32_t y) const {
    auto const left = factors(x);
    auto const right = factors(y);
    for (auto const& f : left.items()) {
        for (auto const& g : right.items()) {
            if (f.is_inverse != g.is_inverse) continue;
            if (f.is_inverse && are_same(f.index, g.index)) return true;
            auto const base = power(f.index).base;
            if (f.is_inverse || !are_same(base, power(g.index).base)) continue;
            auto const saved = saved_by_removal(left, f) + saved_by_removal(right, g);
            if (left.size == 1 && right.size == 1 && f.index == g.index) {
                if (at(x).complexity + weight(add) >= weight(constant) + weight(mul)) return true;
            } else if (saved >= at(base).complexity + weight(mul)) {
                return true;
            }
        }
    }
    return false;
}

/// What a product costs less if one factor loses its base once; very little if it cannot.
int CanonicalForm::saved_by_removal(Chain const& product, Operand const& factor) const {
    auto const [base, exponent] = power(factor.index);
    int const cost = at(base).complexity;
    bool const may_be_squared = may_have(square, cost);
    if (exponent == 2) return weight(square);
    if (exponent == 3 && may_be_squared) return weight(cube) - weight(square);
    if (exponent != 1) return std::numeric_limits<int>::min() / 4;
    bool const is_alone = std::ranges::count(product.items(), false, &Operand::is_inverse) == 1;
    return is_alone ? cost - weight(constant) : cost + weight(mul);
}

void CanonicalForm::describe_sum(Piece& piece, Chain const& terms) const {
    piece.has_free_sign = piece.has_free_scale = piece.has_free_size = true;
    bool has_movable_scale = false;
    std::uint64_t first_axis = ~std::uint64_t{0};
    for (auto const& [index, is_subtracted] : terms.items()) {
        auto const& term = at(index);
        piece.has_free_sign = piece.has_free_sign && term.has_free_sign;
        piece.has_free_scale = piece.has_free_scale && term.has_free_scale;
        piece.can_flip = piece.can_flip || (has(sub) && (term.has_free_sign || is_subtracted));
        has_movable_scale = has_movable_scale || (term.op == mul && is_constant(term.right));
        piece.has_bare_constant = piece.has_bare_constant || term.op == constant;
        if (!term.has_free_sign && term.axis <= first_axis) {
            first_axis = term.axis;
            piece.is_flipped = is_subtracted != term.is_flipped;
        }
    }
    piece.can_flip = piece.can_flip || piece.has_free_sign;
    piece.has_free_size = piece.has_free_scale;
    piece.has_movable_scale = piece.has_free_scale && has_movable_scale;
    piece.has_free_offset = piece.has_bare_constant;
    std::uint64_t sum = 0;
    for (auto const& [index, is_subtracted] : terms.items()) {
        auto const& term = at(index);
        bool const is_opposite = !term.has_free_sign && piece.can_flip &&
                                 (is_subtracted != term.is_flipped) != piece.is_flipped;
        sum += mixed(term.axis + (is_opposite ? 1 : 0));
    }
    piece.axis = mixed(sum ^ mixed(expr::index_of(add)));
    if (piece.has_free_sign) piece.is_flipped = false;
    if (!piece.can_flip) piece.is_flipped = false;
}

// --- products -----------------------------------------------------------------------------------

bool CanonicalForm::is_redundant_product(Opcode op, std::uint32_t left, std::uint32_t right) const {
    auto const inverse = expr::Opcode::div;
    if (!is_in_order(op, left, right, mul, inverse)) return true;
    auto all = factors(left);
    BALMER_EXPECT(all.size < all.operands.size());
    all.operands[all.size++] = {right, op == inverse};
    int scale_count = 0;
    int size_count = 0;
    int inverse_count = 0;
    for (auto const& [index, is_divided] : all.items()) {
        auto const& factor = at(index);
        scale_count += factor.has_free_scale ? 1 : 0;
        size_count += factor.has_free_size ? 1 : 0;
        inverse_count += factor.op == inv ? 1 : 0;
        if (factor.op == neg || factor.has_movable_scale) return true;
    }
    if (scale_count > 0 && size_count > 1) return true;
    if (inverse_count > (has(inverse) ? 0 : 1)) return true;
    Operand const last{right, op == inverse};
    auto const left_factors = factors(left);
    for (auto const& factor : left_factors.items()) {
        if (combine(factor, last)) return true;
    }
    return is_better_distributed(all) || has_misplaced_sign(all);
}

/// Whether two factors are one that is simpler.
bool CanonicalForm::combine(Operand const& x, Operand const& y) const {
    auto const left = power(x.index);
    auto const right = power(y.index);
    bool const is_quotient = x.is_inverse != y.is_inverse;
    int const base = at(left.base).complexity;
    if (are_same(left.base, right.base)) {
        if (is_quotient) return true;
        int const low = std::min(left.exponent, right.exponent);
        int const high = std::max(left.exponent, right.exponent);
        if (low == 1 && high == 1) return may_have(square, base);
        if (low == 1 && high == 2) return may_have(cube, base);
        if (low == 1 && high == 3) return may_have(square, base + weight(square));
        if (low == 1 && high == 4) return may_have(square, base) && may_have(cube, base);
        if (low == high) return may_have(square, at(x.index).complexity);
        return false;
    }
    auto const& f = at(x.index);
    auto const& g = at(y.index);
    if (f.op == g.op && (f.op == square || f.op == cube)) {
        auto const joint = is_quotient ? expr::Opcode::div : mul;
        int const argument = at(f.left).complexity + at(g.left).complexity + weight(joint);
        return has(joint) && may_have(f.op, argument);
    }
    if (f.op == abs && g.op == abs && !is_quotient) {
        return may_have(abs, at(f.left).complexity + at(g.left).complexity + weight(mul));
    }
    if (f.op == exp && g.op == exp) {
        auto const joint = is_quotient ? sub : add;
        return has(joint) &&
               may_have(exp, at(f.left).complexity + at(g.left).complexity + weight(joint));
    }
    return !is_quotient && is_sum_times_difference(x.index, y.index);
}

/// (a + b)*(a - b) is a*a - b*b.
bool CanonicalForm::is_sum_times_difference(std::uint32_t x, std::uint32_t y) const {
    if (!flattens_sums_ || at(x).has_constants || at(y).has_constants) return false;
    auto const left = terms(x);
    auto const right = terms(y);
    if (left.size != 2 || right.size != 2) return false;
    auto const& p = left.operands;
    auto const& q = right.operands;
    bool const in_order = are_same(p[0].index, q[0].index) && are_same(p[1].index, q[1].index);
    bool const in_reverse = are_same(p[0].index, q[1].index) && are_same(p[1].index, q[0].index);
    return in_order || in_reverse;
}

/// c*(x + d*y) is c*x + d*y: nothing is gained by a constant before a sum of which at most one term
/// has no scale of its own.
bool CanonicalForm::is_better_distributed(Chain const& factors) const {
    if (!flattens_sums_ || factors.size != 2 || !is_constant(factors.operands[1].index)) {
        return false;
    }
    auto const sum = factors.operands[0].index;
    if (!is_sum(at(sum).op)) return false;
    auto const terms_of_sum = terms(sum);
    return std::ranges::count_if(terms_of_sum.items(), [this](auto const& term) {
               return !at(term.index).has_free_scale;
           }) <= 1;
}

/// At most one factor is flipped: the one of the largest axis, and none if another has a free sign.
bool CanonicalForm::has_misplaced_sign(Chain const& factors) const {
    bool is_free = false;
    int flipped_count = 0;
    std::uint64_t last_axis = 0;
    std::uint64_t flipped_axis = 0;
    for (auto const& [index, is_divided] : factors.items()) {
        auto const& factor = at(index);
        is_free = is_free || factor.has_free_sign;
        if (!factor.can_flip || factor.has_free_sign) continue;
        last_axis = std::max(last_axis, factor.axis);
        if (!factor.is_flipped) continue;
        ++flipped_count;
        flipped_axis = factor.axis;
    }
    // Before the constant arrives, the sign may be anywhere: it is judged when it does.
    return flipped_count > (is_free ? 0 : 1) || (flipped_count == 1 && flipped_axis != last_axis);
}

void CanonicalForm::describe_product(Piece& piece, Chain const& factors) const {
    std::uint64_t product = 0;
    for (auto const& [index, is_divided] : factors.items()) {
        auto const& factor = at(index);
        piece.has_free_sign = piece.has_free_sign || factor.has_free_sign;
        piece.can_flip = piece.can_flip || factor.can_flip;
        piece.is_flipped = piece.is_flipped || factor.is_flipped;
        piece.has_free_scale = piece.has_free_scale || factor.has_free_scale;
        piece.has_free_size = piece.has_free_size || factor.has_free_size;
        piece.has_bare_constant = piece.has_bare_constant || factor.op == constant;
        product += mixed(factor.axis + (is_divided ? 1 : 0));
    }
    if (piece.has_free_sign) piece.is_flipped = false;
    piece.axis = mixed(product ^ mixed(expr::index_of(mul)));
}

// --- the others ---------------------------------------------------------------------------------

bool CanonicalForm::is_redundant_choice(Opcode op, std::uint32_t left, std::uint32_t right) const {
    if (op == pow) return is_constant(left) && at(right).has_free_scale;
    if (op != min && op != max) return false;
    if (at(right).op == op || left > right) return true;
    auto const& last = at(left);
    if (last.op != op) return false;
    if (right < last.right || (right == last.right && !at(right).has_constants)) return true;
    int constants = is_constant(right) ? 1 : 0;
    auto const operands = chain(left, op, op);
    for (auto const& operand : operands.items()) {
        constants += is_constant(operand.index) ? 1 : 0;
    }
    return constants > 1;
}

}  // namespace balmer::evolve
