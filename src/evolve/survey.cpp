#include "balmer/evolve/survey.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/expr/hash.hpp"
#include "balmer/expr/tidy.hpp"

#include "evolve/breeding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace balmer::evolve {
namespace {

using expr::Opcode;

/// Fits on few rows may be worse by this factor than on many.
constexpr double promising_factor = 2;

/// What a subtree is as a function of the constants in it.
enum class Dependence : std::uint8_t { none, linear, other };

Dependence dependence_of(Opcode op, Dependence left, Dependence right) {
    auto const worst = std::max(left, right);
    if (worst == Dependence::none) return worst;
    if (op == Opcode::add || op == Opcode::sub) return worst;
    bool const scales = op == Opcode::mul && std::min(left, right) == Dependence::none;
    bool const is_divided = op == Opcode::div && right == Dependence::none;
    return scales || is_divided ? worst : Dependence::other;
}

/// The size of a subtree, and the constant that it is, if it is one.
struct Size {
    double value = 1;
    /// Index of the constant; -1 for all else.
    int constant = -1;
};

/// Sizes outside of this range say nothing.
double sensible(double size) { return std::isfinite(size) ? std::clamp(size, 1e-9, 1e9) : 1.0; }

Size size_of(Opcode op, Size const& x) {
    return {sensible(std::abs(expr::apply(op, x.value))), -1};
}

/// Gives a constant the size that suits the other argument.
Size size_of(Opcode op, Size const& x, Size const& y, std::vector<double>& constants) {
    bool const is_product = op == Opcode::mul;
    auto const settle = [&](Size const& constant, double size) {
        constants[static_cast<std::size_t>(constant.constant)] = size;
    };
    if (x.constant >= 0 && y.constant < 0) {
        double const size = is_product ? 1 / y.value : op == Opcode::pow ? 1.0 : y.value;
        settle(x, size);
        return {is_product || op == Opcode::div ? 1.0 : y.value, -1};
    }
    if (y.constant >= 0 && x.constant < 0) {
        double const size = is_product ? 1 / x.value : op == Opcode::pow ? 1.0 : x.value;
        settle(y, size);
        return {is_product || op == Opcode::div ? 1.0 : x.value, -1};
    }
    switch (op) {
        case Opcode::mul:
            return {sensible(x.value * y.value), -1};
        case Opcode::div:
            return {sensible(x.value / y.value), -1};
        default:
            return {std::max(x.value, y.value), -1};
    }
}

/// The constants of the k-th start: the first at their scales, the others around them.
void set_start(expr::Tree& tree, std::span<double const> scales, std::uint64_t seed, int start) {
    tree.constants.assign(scales.begin(), scales.end());
    if (start == 0) return;
    auto const structure = expr::structure_hash(tree.nodes);
    RandomStream stream(seed, static_cast<std::uint32_t>(structure ^ (structure >> 32)),
                        static_cast<std::uint32_t>(start), Purpose::survey_starts);
    for (auto& constant : tree.constants) {
        double const size = std::exp(stream.normal());
        constant *= stream.bernoulli(0.5) ? size : -size;
    }
}

}  // namespace

bool is_linear_in_constants(std::span<expr::Node const> nodes) {
    std::vector<Dependence> stack;
    for (auto const node : nodes) {
        if (expr::is_leaf(node.op)) {
            stack.push_back(node.op == Opcode::constant ? Dependence::linear : Dependence::none);
        } else if (expr::arity(node.op) == 1) {
            bool const keeps = node.op == Opcode::neg || stack.back() == Dependence::none;
            if (!keeps) stack.back() = Dependence::other;
        } else {
            auto const right = stack.back();
            stack.pop_back();
            stack.back() = dependence_of(node.op, stack.back(), right);
        }
    }
    return stack.back() != Dependence::other;
}

std::vector<double> constant_scales(std::span<expr::Node const> nodes,
                                    std::span<double const> feature_scales) {
    std::vector<double> constants;
    std::vector<Size> stack;
    for (auto const node : nodes) {
        if (node.op == Opcode::constant) {
            stack.push_back({1.0, static_cast<int>(constants.size())});
            constants.push_back(1.0);
        } else if (node.op == Opcode::variable) {
            stack.push_back({feature_scales[node.feature], -1});
        } else if (expr::arity(node.op) == 1) {
            stack.back() = size_of(node.op, stack.back());
        } else {
            auto const right = stack.back();
            stack.pop_back();
            stack.back() = size_of(node.op, stack.back(), right, constants);
        }
    }
    return constants;
}

Survey::Survey(SearchSettings const& search, Enumeration& enumeration, Judge& judge,
               SurveyRange const& range, SurveySettings const& settings)
    : search_(search),
      enumeration_(enumeration),
      judge_(judge),
      scales_(judge.feature_scales()),
      range_(range),
      settings_(settings) {
    BALMER_EXPECT(range.first <= range.last && settings.keep > 0);
}

void Survey::advance(std::uint64_t candidate_count) {
    auto const last = range_.first + std::min(candidate_count, range_.last - range_.first);
    enumeration_.visit(static_cast<int>(range_.complexity), range_.first, last,
                       [this](expr::Tree const& structure) { fit(structure); });
    range_.first = last;
}

double Survey::limit() const {
    return best_.size() < settings_.keep ? std::numeric_limits<double>::infinity()
                                         : best_.back().loss;
}

void Survey::fit(expr::Tree const& structure) {
    ++structure_count_;
    if (structure.constants.empty()) return keep(structure, judge_.loss(structure, limit()));
    auto tree = structure;
    if (is_linear_in_constants(structure.nodes)) {
        set_start(tree, constant_scales(structure.nodes, scales_), search_.seed, 0);
    } else if (!choose_start(tree)) {
        return;
    }
    judge_.fit(tree, settings_.evaluations, settings_.rows);
    keep(tree, judge_.loss(tree, limit()));
}

/// Fits the tree from each start on few rows, and leaves the best constants in it. Returns false if
/// none is promising: a fit on more rows lowers the loss a little, not by a large factor.
bool Survey::choose_start(expr::Tree& tree) {
    auto const scales = constant_scales(tree.nodes, scales_);
    double lowest = promising_factor * limit();
    bool is_found = false;
    auto trial = tree;
    for (int start = 0; start < settings_.starts; ++start) {
        set_start(trial, scales, search_.seed, start);
        judge_.fit(trial, settings_.evaluations, settings_.start_rows);
        double const loss = judge_.loss(trial, lowest);
        if (!std::isfinite(loss) || (is_found && loss >= lowest)) continue;
        lowest = loss;
        tree.constants = trial.constants;
        is_found = true;
    }
    return is_found;
}

void Survey::keep(expr::Tree const& tree, double loss) {
    if (!std::isfinite(loss) || loss >= limit()) return;
    if (best_.size() >= settings_.keep) best_.pop_back();
    Member member{tree, loss, static_cast<int>(range_.complexity), 0};
    // Of equal losses the first stays in front.
    auto const place = std::ranges::upper_bound(best_, loss, {}, &Member::loss);
    best_.insert(place, std::move(member));
}

std::vector<Member> Survey::finish() {
    BALMER_EXPECT(done());
    for (auto& member : best_) {
        auto fitted = member;
        judge_.fit(fitted.tree, search_.optimise.member_evaluations, 0);
        fitted.loss = judge_.loss(fitted.tree);
        if (fitted.loss < member.loss) member = std::move(fitted);
        auto tidied = expr::tidy(member.tree, search_.operators);
        if (is_legal(tidied, search_) && complexity_of(tidied, search_) == member.complexity) {
            member.tree = std::move(tidied);
        }
    }
    std::ranges::stable_sort(best_, {}, &Member::loss);
    return std::move(best_);
}

}  // namespace balmer::evolve
