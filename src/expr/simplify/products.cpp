#include "balmer/base/error.hpp"

#include "normal_form.hpp"
#include "rules.hpp"

#include <cmath>
#include <utility>

namespace balmer::expr::simplification {
namespace {

using enum Opcode;

/// numerator / denominator · core^exponent with exponent 1 or -1, or the factor alone.
struct Factor {
    Part core{};
    int exponent = 1;
    double numerator = 1;
    double denominator = 1;

    bool has_core() const { return core.size() > 0; }
};

/// A product without its constant: one part, or two parts joined by an operator.
struct Core {
    Part left{};
    Part right{};
    Opcode op = Opcode::mul;
};

/// numerator / denominator.
struct Ratio {
    double numerator;
    double denominator;

    double value() const { return numerator / denominator; }
};

Factor inverse(Factor factor) {
    factor.exponent = -factor.exponent;
    std::swap(factor.numerator, factor.denominator);
    return factor;
}

void multiply(Factor& factor, double value) {
    (factor.exponent > 0 ? factor.numerator : factor.denominator) *= value;
}

void divide(Factor& factor, double value) {
    (factor.exponent > 0 ? factor.denominator : factor.numerator) *= value;
}

Factor factor_of(Workpiece const& work, Part const& part) {
    Factor factor{part};
    while (true) {
        auto const op = work.root(factor.core).op;
        if (op == constant) {
            multiply(factor, work.value(factor.core));
            factor.core = {};
            return factor;
        }
        if (op == neg) {
            factor.numerator = -factor.numerator;
            factor.core = Workpiece::argument(factor.core);
        } else if (op == inv) {
            factor.exponent = -factor.exponent;
            factor.core = Workpiece::argument(factor.core);
        } else if (op == mul && work.has_constant_on_the_left(factor.core)) {
            multiply(factor, work.left_constant(factor.core));
            factor.core = Workpiece::without_left_constant(factor.core);
        } else if (op == mul && work.has_constant_on_the_right(factor.core)) {
            multiply(factor, work.right_constant(factor.core));
            factor.core = Workpiece::without_right_constant(factor.core);
        } else if (op == div && work.has_constant_on_the_right(factor.core)) {
            divide(factor, work.right_constant(factor.core));
            factor.core = Workpiece::without_right_constant(factor.core);
        } else if (op == div && work.has_constant_on_the_left(factor.core)) {
            multiply(factor, work.left_constant(factor.core));
            factor.core = Workpiece::without_left_constant(factor.core);
            factor.exponent = -factor.exponent;
        } else {
            return factor;
        }
    }
}

bool write_core(Workpiece& work, Core const& core) {
    if (core.right.size() == 0) return work.write(core.left);
    return work.may(core.op) && work.write(core.left, core.right, core.op);
}

/// Writes ratio · core.
bool write_scaled(Workpiece& work, Ratio const& ratio, Core const& core) {
    double const scale = ratio.value();
    if (scale == 1) return write_core(work, core);
    if (scale == -1 && work.may(neg)) return write_core(work, core) && work.write(neg);
    double const inverse_scale = ratio.denominator / ratio.numerator;
    bool const division = work.may(div) && (!work.may(mul) || std::abs(ratio.numerator) == 1);
    if (division && scale != -1) return write_core(work, core) && work.write(inverse_scale, div);
    if (work.may(mul)) return work.write(scale) && write_core(work, core) && work.write(mul);
    return work.may(div) && write_core(work, core) && work.write(inverse_scale, div);
}

/// Writes ratio / core.
bool write_inverse(Workpiece& work, Ratio const& ratio, Core const& core) {
    double const scale = ratio.value();
    if (scale == 1 && work.may(inv)) return write_core(work, core) && work.write(inv);
    if (scale == -1 && work.may(inv) && work.may(neg)) {
        return write_core(work, core) && work.write(inv, neg);
    }
    if (work.may(div)) return work.write(scale) && write_core(work, core) && work.write(div);
    return work.may(inv) && work.may(mul) && work.write(scale) && write_core(work, core) &&
           work.write(inv, mul);
}

/// Writes ratio · x.core^x.exponent · y.core^y.exponent.
bool write_product(Workpiece& work, Ratio const& ratio, Factor const& x, Factor const& y) {
    if (!x.has_core() && !y.has_core()) return work.write(ratio.value());
    if (!x.has_core() || !y.has_core()) {
        auto const& factor = x.has_core() ? x : y;
        return factor.exponent > 0 ? write_scaled(work, ratio, {factor.core})
                                   : write_inverse(work, ratio, {factor.core});
    }
    if (x.exponent != y.exponent && work.equal(x.core, y.core)) return work.write(ratio.value());
    if (x.exponent < 0 && y.exponent < 0) {
        return write_inverse(work, ratio, {x.core, y.core, mul});
    }
    if (x.exponent < 0) return write_scaled(work, ratio, {y.core, x.core, div});
    return write_scaled(work, ratio, {x.core, y.core, y.exponent > 0 ? mul : div});
}

/// Replaces everything from `first` on by x · y. Appending the operator would give `plain_size`
/// nodes.
bool merge(Workpiece& work, Factor const& x, Factor const& y, Part const& first,
           std::size_t plain_size) {
    bool const strips_nothing = x.core.size() + y.core.size() + 1 == plain_size;
    if (strips_nothing && !(x.exponent != y.exponent && work.equal(x.core, y.core))) return false;
    Ratio const ratio{x.numerator * y.numerator, x.denominator * y.denominator};
    if (!is_sound(ratio.denominator)) return false;
    if (ratio.numerator == 0) return work.replace(first, 0.0);
    double const scale = ratio.value();
    if (!is_sound(ratio.numerator) || !is_sound(scale) || !is_sound(1 / scale)) return false;
    return work.finish(write_product(work, ratio, x, y), first);
}

}  // namespace

bool rewrite_product(Workpiece& work, Opcode op, Part const& x, Part const& y) {
    BALMER_EXPECT(op == mul || op == div);
    auto const right = factor_of(work, y);
    return merge(work, factor_of(work, x), op == mul ? right : inverse(right), x,
                 x.size() + y.size() + 1);
}

bool negate_product(Workpiece& work, Part const& x) {
    auto factor = factor_of(work, x);
    factor.numerator = -factor.numerator;
    return merge(work, factor, {}, x, x.size() + 1);
}

bool invert_product(Workpiece& work, Part const& x) {
    return merge(work, inverse(factor_of(work, x)), {}, x, x.size() + 1);
}

}  // namespace balmer::expr::simplification
