#include "balmer/expr/simplify.hpp"

#include "balmer/base/error.hpp"

#include "small_stack.hpp"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <tuple>
#include <utility>

namespace balmer::expr {
namespace {

/// A subtree within the tree that is being built: half-open ranges of its nodes and constants.
struct Part {
    std::size_t begin, end;
    std::size_t first_constant, last_constant;

    std::size_t size() const { return end - begin; }
};

/// sign · core + offset, or offset alone where the core is empty.
struct AdditiveTerm {
    Part core{};
    double sign = 1;
    double offset = 0;

    bool has_core() const { return core.size() > 0; }
};

/// numerator / denominator · core^exponent with exponent 1 or -1, or the factor alone.
struct ProductTerm {
    Part core{};
    int exponent = 1;
    double numerator = 1;
    double denominator = 1;

    bool has_core() const { return core.size() > 0; }
};

/// What stands beside the constant of a product: one part, or two under an operator.
struct ProductCore {
    Part left{};
    Part right{};
    Opcode op = Opcode::mul;
};

/// A constant that products may be merged into: neither overflow nor loss of digits.
bool is_sound_factor(double value) { return std::isnormal(value); }

/// One pass from the leaves to the root. At each operator its arguments are simple already and
/// stand at the end of what is built; a rule that applies rewrites that end, else the operator is
/// appended.
class Pass {
public:
    Pass(Tree const& tree, std::bitset<opcode_count> allowed)
        : source_(tree), allowed_(allowed), parts_(tree.size()) {
        built_.nodes.reserve(tree.size());
        built_.constants.reserve(tree.constants.size());
    }

    /// The tree after the pass, and whether it may differ from the source.
    std::pair<Tree, bool> run() && {
        std::size_t next_constant = 0;
        for (auto const node : source_.nodes) {
            if (arity(node.op) == 0) {
                start_part();
                built_.nodes.push_back(node);
                if (node.op == Opcode::constant) {
                    built_.constants.push_back(source_.constants[next_constant++]);
                }
                finish_part();
            } else if (arity(node.op) == 1) {
                unary(node.op);
            } else {
                binary(node.op);
            }
        }
        return {std::move(built_), changed_};
    }

private:
    using enum Opcode;

    // What is built, and the parts of it that wait for their operator.

    bool may(Opcode op) const { return allowed_[index_of(op)]; }
    Node root(Part const& part) const { return built_.nodes[part.end - 1]; }
    bool is_constant(Part const& part) const { return root(part).op == constant; }
    double value(Part const& part) const { return built_.constants[part.first_constant]; }

    void start_part() { part_ = {built_.nodes.size(), 0, built_.constants.size(), 0}; }
    void finish_part() {
        part_.end = built_.nodes.size();
        part_.last_constant = built_.constants.size();
        parts_.push(part_);
    }

    /// Takes parts off the stack and appends `op` to them.
    void append(Opcode op, Part const& first) {
        built_.nodes.push_back({op, 0});
        part_ = first;
        finish_part();
    }

    bool equal(Part const& left, Part const& right) const {
        auto const at = [](auto const& items, std::size_t i) {
            return items.begin() + static_cast<std::ptrdiff_t>(i);
        };
        auto const& nodes = built_.nodes;
        auto const& constants = built_.constants;
        return std::equal(at(nodes, left.begin), at(nodes, left.end), at(nodes, right.begin),
                          at(nodes, right.end)) &&
               std::equal(at(constants, left.first_constant), at(constants, left.last_constant),
                          at(constants, right.first_constant), at(constants, right.last_constant));
    }

    /// The argument of a unary operator at the root of `part`.
    static Part argument(Part part) {
        --part.end;
        return part;
    }

    /// Splits a binary operator at the root of `part` into its arguments.
    std::pair<Part, Part> arguments(Part const& part) const {
        auto const split = subtree(built_.nodes, part.end - 2).begin;
        auto const nodes = std::span<Node const>(built_.nodes).subspan(split, part.end - split);
        auto const split_constant = part.last_constant - count_constants(nodes);
        return {{part.begin, split, part.first_constant, split_constant},
                {split, part.end - 1, split_constant, part.last_constant}};
    }

    /// Splits `part` into a constant on the left and the rest, if it is that.
    bool has_constant_on_the_left(Part const& part) const {
        return built_.nodes[part.begin].op == constant &&
               subtree(built_.nodes, part.end - 2).begin == part.begin + 1;
    }
    bool has_constant_on_the_right(Part const& part) const {
        return built_.nodes[part.end - 2].op == constant;
    }
    static Part without_left_constant(Part part) {
        return {part.begin + 1, part.end - 1, part.first_constant + 1, part.last_constant};
    }
    static Part without_right_constant(Part part) {
        return {part.begin, part.end - 2, part.first_constant, part.last_constant - 1};
    }
    double right_constant(Part const& part) const {
        return built_.constants[part.last_constant - 1];
    }

    // The replacement, written apart because it is made of pieces of what it replaces.

    void write(Part const& part) {
        for (auto i = part.begin; i < part.end; ++i) draft_.nodes.push_back(built_.nodes[i]);
        for (auto i = part.first_constant; i < part.last_constant; ++i) {
            draft_.constants.push_back(built_.constants[i]);
        }
    }
    void write(double number) {
        draft_.nodes.push_back({constant, 0});
        draft_.constants.push_back(number);
    }
    void write(Opcode op) { draft_.nodes.push_back({op, 0}); }
    template <class... Items>
    bool write_all(Items const&... items) {
        (write(items), ...);
        return true;
    }

    /// Puts the draft in the place of everything from `first` on. Where it is what appending the
    /// operator would have given, nothing changed.
    bool replace_from(Part const& first) {
        auto const& nodes = draft_.nodes;
        auto const first_node = built_.nodes.begin() + static_cast<std::ptrdiff_t>(first.begin);
        bool const is_plain =
            nodes.back() == Node{op_, 0} &&
            std::equal(nodes.begin(), nodes.end() - 1, first_node, built_.nodes.end());
        changed_ = changed_ || !is_plain;
        built_.nodes.resize(first.begin);
        built_.constants.resize(first.first_constant);
        built_.nodes.insert(built_.nodes.end(), nodes.begin(), nodes.end());
        built_.constants.insert(built_.constants.end(), draft_.constants.begin(),
                                draft_.constants.end());
        draft_.nodes.clear();
        draft_.constants.clear();
        part_ = first;
        finish_part();
        return true;
    }

    bool drop_draft() {
        draft_.nodes.clear();
        draft_.constants.clear();
        return false;
    }

    template <class... Items>
    bool replace(Part const& first, Items const&... items) {
        write_all(items...);
        return replace_from(first);
    }

    // Sums.

    AdditiveTerm additive_term(Part const& part) const {
        AdditiveTerm term{part};
        while (true) {
            auto const op = root(term.core).op;
            if (op == constant) {
                term.offset += term.sign * value(term.core);
                term.core = {};
                return term;
            }
            if (op == neg) {
                term.sign = -term.sign;
                term.core = argument(term.core);
            } else if ((op == add || op == sub) && has_constant_on_the_right(term.core)) {
                auto const c = right_constant(term.core);
                term.offset += term.sign * (op == add ? c : -c);
                term.core = without_right_constant(term.core);
            } else if ((op == add || op == sub) && has_constant_on_the_left(term.core)) {
                term.offset += term.sign * value(term.core);
                term.core = without_left_constant(term.core);
                if (op == sub) term.sign = -term.sign;
            } else {
                return term;
            }
        }
    }

    /// Writes core + offset behind a core in the draft.
    bool write_offset(double offset) {
        if (offset == 0) return true;
        bool const subtract = may(sub) && (offset < 0 || !may(add));
        if (!subtract && !may(add)) return false;
        return subtract ? write_all(-offset, sub) : write_all(offset, add);
    }

    bool write_sum(Part const& core, double sign, double offset) {
        if (sign > 0) return write_all(core) && write_offset(offset);
        if (may(sub) && (offset != 0 || !may(neg))) return write_all(offset, core, sub);
        return may(neg) && write_all(core, neg) && write_offset(offset);
    }

    bool write_sum(AdditiveTerm const& x, AdditiveTerm const& y, double offset) {
        if (x.sign > 0 && y.sign > 0) {
            return may(add) && write_all(x.core, y.core, add) && write_offset(offset);
        }
        if (x.sign > 0) return may(sub) && write_all(x.core, y.core, sub) && write_offset(offset);
        if (y.sign > 0) return may(sub) && write_all(y.core, x.core, sub) && write_offset(offset);
        if (!may(add)) return false;
        if (may(sub) && (offset != 0 || !may(neg))) {
            return write_all(offset, x.core, y.core, add, sub);
        }
        return may(neg) && write_all(x.core, y.core, add, neg) && write_offset(offset);
    }

    bool rewrite_sum(AdditiveTerm const& x, AdditiveTerm const& y, Part const& first,
                     std::size_t plain_size) {
        double const offset = x.offset + y.offset;
        if (!std::isfinite(offset)) return false;
        bool const cancels = x.sign != y.sign && equal(x.core, y.core);
        bool const strips_nothing = x.core.size() + y.core.size() + 1 == plain_size;
        if (strips_nothing && !cancels) return false;
        bool written = false;
        if (!x.has_core() || !y.has_core()) {
            auto const& term = x.has_core() ? x : y;
            written = term.has_core() ? write_sum(term.core, term.sign, offset) : write_all(offset);
        } else if (cancels) {
            written = write_all(offset);
        } else {
            written = write_sum(x, y, offset);
        }
        return finish_rewrite(written, first, plain_size);
    }

    /// Takes the draft if it is complete. No rule writes more than `plain_size` nodes, which
    /// appending the operator would give.
    bool finish_rewrite(bool written, Part const& first, [[maybe_unused]] std::size_t plain_size) {
        if (!written) return drop_draft();
        BALMER_ENSURE(draft_.size() <= plain_size);
        return replace_from(first);
    }

    // Products.

    ProductTerm product_term(Part const& part) const {
        ProductTerm term{part};
        auto const multiply = [&](double factor) {
            (term.exponent > 0 ? term.numerator : term.denominator) *= factor;
        };
        auto const divide = [&](double factor) {
            (term.exponent > 0 ? term.denominator : term.numerator) *= factor;
        };
        while (true) {
            auto const op = root(term.core).op;
            if (op == constant) {
                multiply(value(term.core));
                term.core = {};
                return term;
            }
            if (op == neg) {
                term.numerator = -term.numerator;
                term.core = argument(term.core);
            } else if (op == inv) {
                term.exponent = -term.exponent;
                term.core = argument(term.core);
            } else if (op == mul && has_constant_on_the_left(term.core)) {
                multiply(value(term.core));
                term.core = without_left_constant(term.core);
            } else if (op == mul && has_constant_on_the_right(term.core)) {
                multiply(right_constant(term.core));
                term.core = without_right_constant(term.core);
            } else if (op == div && has_constant_on_the_right(term.core)) {
                divide(right_constant(term.core));
                term.core = without_right_constant(term.core);
            } else if (op == div && has_constant_on_the_left(term.core)) {
                multiply(value(term.core));
                term.core = without_left_constant(term.core);
                term.exponent = -term.exponent;
            } else {
                return term;
            }
        }
    }

    static ProductTerm inverse(ProductTerm term) {
        term.exponent = -term.exponent;
        std::swap(term.numerator, term.denominator);
        return term;
    }

    bool write_core(ProductCore const& core) {
        if (core.right.size() == 0) return write_all(core.left);
        return may(core.op) && write_all(core.left, core.right, core.op);
    }

    /// Writes numerator/denominator · core.
    bool write_scaled(double numerator, double denominator, ProductCore const& core) {
        double const factor = numerator / denominator;
        if (factor == 1) return write_core(core);
        if (factor == -1 && may(neg)) return write_core(core) && write_all(neg);
        bool const divide = may(div) && (!may(mul) || std::abs(numerator) == 1);
        if (divide && factor != -1)
            return write_core(core) && write_all(denominator / numerator, div);
        if (may(mul)) return write_all(factor) && write_core(core) && write_all(mul);
        return may(div) && write_core(core) && write_all(denominator / numerator, div);
    }

    /// Writes numerator / (denominator · core).
    bool write_inverse(double numerator, double denominator, ProductCore const& core) {
        double const factor = numerator / denominator;
        if (factor == 1 && may(inv)) return write_core(core) && write_all(inv);
        if (factor == -1 && may(inv) && may(neg)) return write_core(core) && write_all(inv, neg);
        if (may(div)) return write_all(factor) && write_core(core) && write_all(div);
        return may(inv) && may(mul) && write_all(factor) && write_core(core) && write_all(inv, mul);
    }

    bool rewrite_product(ProductTerm const& x, ProductTerm const& y, Part const& first,
                         std::size_t plain_size) {
        bool const cancels = x.exponent != y.exponent && equal(x.core, y.core);
        bool const strips_nothing = x.core.size() + y.core.size() + 1 == plain_size;
        if (strips_nothing && !cancels) return false;
        double const numerator = x.numerator * y.numerator;
        double const denominator = x.denominator * y.denominator;
        if (!is_sound_factor(denominator)) return false;
        if (numerator == 0) return finish_rewrite(write_all(0.0), first, plain_size);
        double const factor = numerator / denominator;
        if (!is_sound_factor(numerator) || !is_sound_factor(factor) ||
            !is_sound_factor(1 / factor)) {
            return false;
        }
        if (!x.has_core() && !y.has_core()) {
            return finish_rewrite(write_all(factor), first, plain_size);
        }
        if (!x.has_core() || !y.has_core()) {
            auto const& term = x.has_core() ? x : y;
            ProductCore const core{term.core};
            bool const written = term.exponent > 0 ? write_scaled(numerator, denominator, core)
                                                   : write_inverse(numerator, denominator, core);
            return finish_rewrite(written, first, plain_size);
        }
        if (cancels) {
            return finish_rewrite(write_all(factor), first, plain_size);
        }
        bool written = false;
        if (x.exponent < 0 && y.exponent < 0) {
            written = write_inverse(numerator, denominator, {x.core, y.core, mul});
        } else if (x.exponent < 0) {
            written = write_scaled(numerator, denominator, {y.core, x.core, div});
        } else {
            auto const op = y.exponent > 0 ? mul : div;
            written = write_scaled(numerator, denominator, {x.core, y.core, op});
        }
        return finish_rewrite(written, first, plain_size);
    }

    // Operators.

    void unary(Opcode op) {
        op_ = op;
        auto const x = parts_.pop();
        if (is_constant(x)) {
            double const folded = apply(op, value(x));
            if (std::isfinite(folded)) {
                replace(x, folded);
                return;
            }
        }
        bool done = false;
        if (op == neg) {
            done = negate(x);
        } else if (op == inv) {
            done = invert(x);
        } else {
            done = drop_inner(op, x);
        }
        if (!done) append(op, x);
    }

    bool negate(Part const& x) {
        auto const inner = root(x).op;
        if (inner == neg) return replace(x, argument(x));
        if (inner == sub && !has_constant_on_the_left(x) && !has_constant_on_the_right(x)) {
            auto const [left, right] = arguments(x);
            return replace(x, right, left, sub);
        }
        if (inner == add || inner == sub) {
            auto term = additive_term(x);
            term.sign = -term.sign;
            term.offset = -term.offset;
            return rewrite_sum(term, {}, x, x.size() + 1);
        }
        auto term = product_term(x);
        term.numerator = -term.numerator;
        return rewrite_product(term, {}, x, x.size() + 1);
    }

    bool invert(Part const& x) {
        if (root(x).op == inv) return replace(x, argument(x));
        if (root(x).op == div && !has_constant_on_the_left(x) && !has_constant_on_the_right(x)) {
            auto const [left, right] = arguments(x);
            return replace(x, right, left, div);
        }
        return rewrite_product(inverse(product_term(x)), {}, x, x.size() + 1);
    }

    /// Even functions lose a sign of their argument, abs what is not negative anyway.
    bool drop_inner(Opcode op, Part const& x) {
        auto const inner = root(x).op;
        bool const is_even = op == square || op == abs || op == cos;
        if (is_even && inner == neg) return replace(x, argument(x), op);
        if (op == square && inner == abs) return replace(x, argument(x), op);
        if (op == abs && (inner == abs || inner == square)) return replace(x, x);
        return false;
    }

    void binary(Opcode op) {
        op_ = op;
        auto const y = parts_.pop();
        auto const x = parts_.pop();
        if (is_constant(x) && is_constant(y)) {
            double const folded = apply(op, value(x), value(y));
            if (std::isfinite(folded)) {
                replace(x, folded);
                return;
            }
        }
        if (!rewrite(op, x, y)) append(op, x);
    }

    bool rewrite(Opcode op, Part const& x, Part const& y) {
        auto const plain_size = x.size() + y.size() + 1;
        switch (op) {
            case add:
                return rewrite_sum(additive_term(x), additive_term(y), x, plain_size);
            case sub: {
                auto term = additive_term(y);
                term.sign = -term.sign;
                term.offset = -term.offset;
                return rewrite_sum(additive_term(x), term, x, plain_size);
            }
            case mul:
                return rewrite_product(product_term(x), product_term(y), x, plain_size);
            case div:
                return rewrite_product(product_term(x), inverse(product_term(y)), x, plain_size);
            case pow:
                return rewrite_power(x, y);
            default:
                return equal(x, y) && replace(x, x);
        }
    }

    bool rewrite_power(Part const& x, Part const& y) {
        if (is_constant(x) && value(x) == 1) return replace(x, 1.0);
        if (!is_constant(y)) return false;
        double const exponent = value(y);
        if (exponent == 0) return replace(x, 1.0);
        if (exponent == 1) return replace(x, x);
        if (exponent == 2 && may(square)) return replace(x, x, square);
        if (exponent == 3 && may(cube)) return replace(x, x, cube);
        if (exponent == -1 && may(inv)) return replace(x, x, inv);
        if (exponent == 0.5 && may(sqrt)) return replace(x, x, sqrt);
        return false;
    }

    Tree const& source_;
    std::bitset<opcode_count> allowed_;
    Tree built_;
    Tree draft_;
    SmallStack<Part> parts_;
    Part part_{};
    /// The operator at hand.
    Opcode op_ = constant;
    bool changed_ = false;
};

}  // namespace

Tree simplify(Tree const& tree) {
    std::bitset<opcode_count> allowed;
    for (auto const node : tree.nodes) allowed.set(index_of(node.op));
    // One rule's result can be another's case; each pass but the last makes progress.
    constexpr int max_passes = 20;
    auto [result, changed] = Pass(tree, allowed).run();
    for (int i = 1; changed && i < max_passes; ++i) {
        std::tie(result, changed) = Pass(result, allowed).run();
    }
    return std::move(result);
}

}  // namespace balmer::expr
