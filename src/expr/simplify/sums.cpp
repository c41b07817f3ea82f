#include "balmer/base/error.hpp"

#include "rules.hpp"

#include <cmath>

namespace balmer::expr::simplification {
namespace {

using enum Opcode;

/// sign · core + offset, or the offset alone if the core is empty.
struct Term {
    Part core{};
    double sign = 1;
    double offset = 0;

    bool has_core() const { return core.size() > 0; }
};

Term negated(Term term) {
    term.sign = -term.sign;
    term.offset = -term.offset;
    return term;
}

Term term_of(Workpiece const& work, Part const& part) {
    Term term{part};
    while (true) {
        auto const op = work.root(term.core).op;
        if (op == constant) {
            term.offset += term.sign * work.value(term.core);
            term.core = {};
            return term;
        }
        if (op == neg) {
            term.sign = -term.sign;
            term.core = Workpiece::argument(term.core);
        } else if ((op == add || op == sub) && work.has_constant_on_the_right(term.core)) {
            auto const c = work.right_constant(term.core);
            term.offset += term.sign * (op == add ? c : -c);
            term.core = Workpiece::without_right_constant(term.core);
        } else if ((op == add || op == sub) && work.has_constant_on_the_left(term.core)) {
            term.offset += term.sign * work.left_constant(term.core);
            term.core = Workpiece::without_left_constant(term.core);
            if (op == sub) term.sign = -term.sign;
        } else {
            return term;
        }
    }
}

/// Adds the offset to a core that is already in the draft.
bool write_offset(Workpiece& work, double offset) {
    if (offset == 0) return true;
    bool const subtract = work.may(sub) && (offset < 0 || !work.may(add));
    if (!subtract && !work.may(add)) return false;
    return subtract ? work.write(-offset, sub) : work.write(offset, add);
}

bool write_sum(Workpiece& work, Part const& core, double sign, double offset) {
    if (sign > 0) return work.write(core) && write_offset(work, offset);
    if (work.may(sub) && (offset != 0 || !work.may(neg))) return work.write(offset, core, sub);
    return work.may(neg) && work.write(core, neg) && write_offset(work, offset);
}

bool write_sum(Workpiece& work, Term const& x, Term const& y, double offset) {
    if (x.sign > 0 && y.sign > 0) {
        return work.may(add) && work.write(x.core, y.core, add) && write_offset(work, offset);
    }
    if (x.sign > 0) {
        return work.may(sub) && work.write(x.core, y.core, sub) && write_offset(work, offset);
    }
    if (y.sign > 0) {
        return work.may(sub) && work.write(y.core, x.core, sub) && write_offset(work, offset);
    }
    if (!work.may(add)) return false;
    if (work.may(sub) && (offset != 0 || !work.may(neg))) {
        return work.write(offset, x.core, y.core, add, sub);
    }
    return work.may(neg) && work.write(x.core, y.core, add, neg) && write_offset(work, offset);
}

/// Replaces everything from `first` on by x + y. Appending the operator would give `plain_size`
/// nodes.
bool merge(Workpiece& work, Term const& x, Term const& y, Part const& first,
           std::size_t plain_size) {
    double const offset = x.offset + y.offset;
    if (!std::isfinite(offset)) return false;
    bool const cancels = x.sign != y.sign && work.equal(x.core, y.core);
    bool const strips_nothing = x.core.size() + y.core.size() + 1 == plain_size;
    if (strips_nothing && !cancels) return false;
    bool written = false;
    if (!x.has_core() || !y.has_core()) {
        auto const& term = x.has_core() ? x : y;
        written =
            term.has_core() ? write_sum(work, term.core, term.sign, offset) : work.write(offset);
    } else if (cancels) {
        written = work.write(offset);
    } else {
        written = write_sum(work, x, y, offset);
    }
    return work.finish(written, first);
}

}  // namespace

bool rewrite_sum(Workpiece& work, Opcode op, Part const& x, Part const& y) {
    BALMER_EXPECT(op == add || op == sub);
    auto const right = term_of(work, y);
    return merge(work, term_of(work, x), op == add ? right : negated(right), x,
                 x.size() + y.size() + 1);
}

bool negate_sum(Workpiece& work, Part const& x) {
    return merge(work, negated(term_of(work, x)), {}, x, x.size() + 1);
}

}  // namespace balmer::expr::simplification
