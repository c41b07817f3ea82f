// Single quotients, roots and powers at difficult arguments, by every evaluator.
#include "accuracy.hpp"
#include "arguments.hpp"
#include "bits.hpp"
#include "crash_note.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

/// Arguments of a binary operator, row by row.
template <class Scalar>
struct Pairs {
    std::vector<Scalar> x;
    std::vector<Scalar> y;

    void add(Scalar left, Scalar right) {
        x.push_back(left);
        y.push_back(right);
    }
    std::size_t size() const { return x.size(); }
};

template <class Scalar>
class BinaryOperatorTest : public testing::Test {
protected:
    /// Values of a tree of x0, x1 and x2 = 1 by each evaluator; `is_right(value, row)` judges them.
    template <class Judge>
    void judge(expr::Tree const& tree, Pairs<Scalar> const& pairs, Judge is_right) {
        std::vector<Scalar> const ones(pairs.size(), 1);
        Scalar const* const features[] = {pairs.x.data(), pairs.y.data(), ones.data()};
        data::Rows<Scalar> const rows{features, ones.data(), nullptr, pairs.size()};
        std::vector<Scalar> values(pairs.size());
        for (auto const& evaluator : judged_) {
            CrashNote const note(evaluator->name(), tree, pairs.size());
            evaluator->values(tree, rows, values);
            int mistakes = 0;
            for (std::size_t i = 0; i < pairs.size() && mistakes < 5; ++i) {
                if (is_right(values[i], i)) continue;
                ++mistakes;
                ADD_FAILURE() << evaluator->name() << ": " << describe(values[i]) << ", not "
                              << describe(reference(tree, rows, i)) << "\n  for "
                              << describe(tree, rows, i);
            }
        }
    }

    void judge_bits(Opcode op, Pairs<Scalar> const& pairs) {
        // After and before divisions by 1: code may compute one of many quotients in another way
        // than a single one.
        for (int before = 0; before < 4; ++before) {
            for (int after = 0; after < 4; after += 3) {
                expr::Tree tree = expr::variable_tree(0);
                divide_by_one(tree, before);
                if (expr::arity(op) == 2) tree.nodes.push_back({Opcode::variable, 1});
                tree.nodes.push_back({op, 0});
                divide_by_one(tree, after);
                judge(tree, pairs, [&](Scalar value, std::size_t i) {
                    return is_same(value, apply(op, pairs, i));
                });
            }
        }
    }

    static void divide_by_one(expr::Tree& tree, int times) {
        for (int i = 0; i < times; ++i) {
            tree.nodes.insert(tree.nodes.end(), {{Opcode::variable, 2}, {Opcode::div, 0}});
        }
    }

    static Scalar apply(Opcode op, Pairs<Scalar> const& pairs, std::size_t i) {
        return expr::arity(op) == 1 ? expr::apply(op, pairs.x[i])
                                    : expr::apply(op, pairs.x[i], pairs.y[i]);
    }

    Scalar reference(expr::Tree const& tree, data::Rows<Scalar> const& rows, std::size_t i) {
        std::vector<Scalar const*> features;
        for (auto const* column : rows.features) features.push_back(column + i);
        Scalar value;
        reference_->values(tree, {features, rows.target + i, nullptr, 1}, {&value, 1});
        return value;
    }

    std::unique_ptr<Evaluator<Scalar>> reference_ = make_evaluator<Scalar>(Backend::reference);
    std::vector<std::unique_ptr<Evaluator<Scalar>>> judged_ = judged_evaluators<Scalar>();
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(BinaryOperatorTest, Scalars);

template <class Scalar>
Pairs<Scalar> special_pairs() {
    auto values = special_values<Scalar>();
    // Odd and even integers, the largest odd one and its neighbours, halves.
    using Limits = std::numeric_limits<Scalar>;
    Scalar const odd_end = std::ldexp(Scalar(1), Limits::digits);
    for (Scalar const value :
         {Scalar(4), Scalar(5), Scalar(-4), Scalar(-5), Scalar(2.5), Scalar(-2.5), Scalar(1) / 3,
          odd_end - 1, 1 - odd_end, odd_end, -odd_end, odd_end + 2, odd_end / 2 + Scalar(0.5)}) {
        values.push_back(value);
    }
    Pairs<Scalar> pairs;
    for (auto const left : values) {
        for (auto const right : values) pairs.add(left, right);
    }
    return pairs;
}

TYPED_TEST(BinaryOperatorTest, ExactOperatorsGiveTheBitsAtSpecialValues) {
    auto const pairs = special_pairs<TypeParam>();
    for (auto const op :
         {Opcode::add, Opcode::sub, Opcode::mul, Opcode::div, Opcode::min, Opcode::max}) {
        this->judge_bits(op, pairs);
    }
}

/// The midpoint of two adjacent numbers of the type, in the wider type.
template <class Scalar>
Wide<Scalar> any_midpoint(RandomStream& stream) {
    auto const low = static_cast<Scalar>(stream.uniform(1, 2));
    auto const high = std::nextafter(low, Scalar(4));
    return (Wide<Scalar>(low) + Wide<Scalar>(high)) / 2;
}

TYPED_TEST(BinaryOperatorTest, QuotientsAreCorrectlyRounded) {
    RandomStream stream(11, 0, 0, balmer::Purpose::test);
    Pairs<TypeParam> pairs;
    for (int i = 0; i < 60000; ++i) {
        auto const y = static_cast<TypeParam>(stream.uniform(1, 2));
        // Quotients near the midpoint of two numbers, of any size: also subnormal and overflowing.
        auto const x = static_cast<TypeParam>(any_midpoint<TypeParam>(stream) * y);
        pairs.add(x, y);
        int const most = std::numeric_limits<TypeParam>::max_exponent - 2;
        auto const scale = [&] { return static_cast<int>(stream.uniform(-most, most)); };
        pairs.add(std::ldexp(x, scale()), std::ldexp(stream.below(2) ? y : -y, scale()));
        pairs.add(any_finite<TypeParam>(stream), any_finite<TypeParam>(stream));
        // Divisors just below a power of two, whose reciprocals are the hardest to round.
        auto const below_two = 2 - std::numeric_limits<TypeParam>::epsilon() *
                                       static_cast<TypeParam>(1 + stream.below(4));
        pairs.add(stream.below(2) ? 1 : x,
                  std::ldexp(stream.below(2) ? below_two : -below_two, scale() / 2));
        pairs.add(static_cast<TypeParam>(stream.below(4000)),
                  static_cast<TypeParam>(stream.below(4000)));
    }
    this->judge_bits(Opcode::div, pairs);
}

TYPED_TEST(BinaryOperatorTest, InversesAreCorrectlyRounded) {
    Pairs<TypeParam> pairs;
    for (auto const x : sweep_arguments<TypeParam>(1 << 17)) pairs.add(x, 0);
    this->judge_bits(Opcode::inv, pairs);
}

TYPED_TEST(BinaryOperatorTest, QuotientsByAndOfConstantsAreCorrectlyRounded) {
    RandomStream stream(12, 0, 0, balmer::Purpose::test);
    Pairs<TypeParam> pairs;
    for (int i = 0; i < 300; ++i) pairs.add(draw<TypeParam>(Data::special, stream), 0);
    for (int i = 0; i < 300; ++i) pairs.add(any_finite<TypeParam>(stream), 0);
    auto const specials = special_values<TypeParam>();
    for (std::size_t round = 0; round < 500; ++round) {
        auto const constant = round < 40 ? specials[1 + round] : any_finite<TypeParam>(stream);
        this->judge(
            {{{Opcode::variable, 0}, {Opcode::constant, 0}, {Opcode::div, 0}}, {constant}}, pairs,
            [&](TypeParam value, std::size_t i) { return is_same(value, pairs.x[i] / constant); });
        this->judge(
            {{{Opcode::constant, 0}, {Opcode::variable, 0}, {Opcode::div, 0}}, {constant}}, pairs,
            [&](TypeParam value, std::size_t i) { return is_same(value, constant / pairs.x[i]); });
        if (this->HasFailure()) return;
    }
}

TYPED_TEST(BinaryOperatorTest, RootsAreCorrectlyRounded) {
    RandomStream stream(13, 0, 0, balmer::Purpose::test);
    Pairs<TypeParam> pairs;
    for (int i = 0; i < 60000; ++i) {
        // The root is near the midpoint of two numbers, or an integer.
        auto const midpoint = any_midpoint<TypeParam>(stream);
        int const exponent = static_cast<int>(stream.below(20)) - 10;
        pairs.add(static_cast<TypeParam>(std::ldexp(midpoint * midpoint, 2 * exponent)), 0);
        pairs.add(static_cast<TypeParam>(std::ldexp(midpoint * midpoint, 2 * exponent + 1)), 0);
        pairs.add(static_cast<TypeParam>(i) * static_cast<TypeParam>(i % 4000), 0);
        pairs.add(std::abs(any_finite<TypeParam>(stream)), 0);
    }
    this->judge_bits(Opcode::sqrt, pairs);
}

template <class Scalar>
class PowerTest : public BinaryOperatorTest<Scalar> {
protected:
    void judge_powers(Pairs<Scalar> const& pairs) {
        this->judge({{{Opcode::variable, 0}, {Opcode::variable, 1}, {Opcode::pow, 0}}, {}}, pairs,
                    [&](Scalar value, std::size_t i) {
                        Scalar const x = pairs.x[i], y = pairs.y[i];
                        return is_accurate(value, std::pow(x, y), true_value(Opcode::pow, x, y));
                    });
    }
};
TYPED_TEST_SUITE(PowerTest, Scalars);

TYPED_TEST(PowerTest, SpecialCasesAreThoseOfTheStandard) {
    // C99, Annex F.9.4.4, and values between its cases.
    this->judge_powers(special_pairs<TypeParam>());
}

TYPED_TEST(PowerTest, PowersAreWithinTwoUlpOfTheTruth) {
    RandomStream stream(14, 0, 0, balmer::Purpose::test);
    Pairs<TypeParam> pairs;
    for (int i = 0; i < 30000; ++i) {
        auto const base = static_cast<TypeParam>(std::exp(stream.uniform(-3, 3)));
        pairs.add(base, static_cast<TypeParam>(stream.uniform(-6, 6)));
        pairs.add(any_finite<TypeParam>(stream), any_finite<TypeParam>(stream));
        pairs.add(any_finite<TypeParam>(stream), static_cast<TypeParam>(stream.uniform(-4, 4)));
        // Negative bases have integer powers.
        pairs.add(-base, static_cast<TypeParam>(static_cast<int>(stream.below(41)) - 20));
        pairs.add(-base, static_cast<TypeParam>(static_cast<int>(stream.below(41)) - 20) / 2);
        // Near 1 the logarithm loses digits, which a large exponent amplifies.
        auto const near_one =
            static_cast<TypeParam>(1 + stream.uniform(-1, 1) * std::exp(stream.uniform(-15, -3)));
        pairs.add(near_one,
                  static_cast<TypeParam>(stream.uniform(-1, 1) * std::exp(stream.uniform(0, 15))));
    }
    this->judge_powers(pairs);
}

TYPED_TEST(PowerTest, PowersOverflowAndUnderflowWhereTheyMust) {
    using Limits = std::numeric_limits<TypeParam>;
    RandomStream stream(15, 0, 0, balmer::Purpose::test);
    Pairs<TypeParam> pairs;
    for (int i = 0; i < 20000; ++i) {
        auto const base = static_cast<TypeParam>(std::exp(stream.uniform(-3, 3)));
        for (auto const edge : {Limits::max(), Limits::min(), Limits::denorm_min()}) {
            auto exponent = std::log(edge) / std::log(base);
            if (!std::isfinite(exponent)) continue;
            pairs.add(base, exponent * (1 + static_cast<TypeParam>(stream.uniform(-1e-3, 1e-3))));
            for (int step = 0; step < 4; ++step) {
                pairs.add(base, exponent);
                exponent =
                    std::nextafter(exponent, stream.below(2) ? Limits::max() : Limits::lowest());
            }
        }
    }
    this->judge_powers(pairs);
}

}  // namespace
}  // namespace balmer::eval
