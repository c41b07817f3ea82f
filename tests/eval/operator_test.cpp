// Each operator by itself: the kernels of each processor family against correctly rounded values.
#include "eval/interpreter.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

template <class Scalar>
struct Wider;
template <>
struct Wider<float> {
    using Type = double;
};
template <>
struct Wider<double> {
    using Type = long double;
};

/// Distance from the true value in units of the last place of its rounded value.
template <class Scalar>
double error_ulp(Scalar value, typename Wider<Scalar>::Type truth) {
    auto const rounded = static_cast<Scalar>(truth);
    if (value == rounded) return 0;
    if (!std::isfinite(value) || !std::isfinite(rounded)) {
        return std::numeric_limits<double>::infinity();
    }
    Scalar const magnitude = std::max(std::abs(rounded), std::numeric_limits<Scalar>::min());
    Scalar const ulp =
        std::nextafter(magnitude, std::numeric_limits<Scalar>::infinity()) - magnitude;
    return static_cast<double>(std::abs(value - truth) / ulp);
}

template <class Scalar>
std::vector<Scalar> probe_values() {
    auto values = special_values<Scalar>();
    RandomStream stream(3, 0, 0, balmer::Purpose::test);
    for (int i = 0; i < 3000; ++i) {
        values.push_back(static_cast<Scalar>(stream.uniform(-4, 4)));
        double const magnitude = std::exp(stream.uniform(-20, 20));
        values.push_back(static_cast<Scalar>(stream.bernoulli(0.5) ? magnitude : -magnitude));
        // Near the zeros of sine and cosine, where a careless reduction loses all digits.
        values.push_back(static_cast<Scalar>(1.5707963267948966 * stream.below(20000)));
    }
    return values;
}

template <class Scalar>
class OperatorTest : public testing::Test {
public:
    /// Values of `op` at (x, y) rows by the kernels of one family.
    static std::vector<Scalar> by_kernels(KernelFamily family, Opcode op,
                                          std::vector<Scalar> const& x,
                                          std::vector<Scalar> const& y) {
        expr::Tree tree;
        tree.nodes = {{Opcode::variable, 0}, {Opcode::variable, 1}};
        tree.nodes.resize(static_cast<std::size_t>(expr::arity(op)));
        tree.nodes.push_back({op, 0});
        Scalar const* const features[] = {x.data(), y.data()};
        std::vector<Scalar> values(x.size());
        make_interpreter<Scalar>(family)->values(tree, {features, x.data(), nullptr, x.size()},
                                                 values);
        return values;
    }

    static typename Wider<Scalar>::Type truth(Opcode op, Scalar x, Scalar y) {
        using Wide = typename Wider<Scalar>::Type;
        return expr::arity(op) == 1 ? expr::apply(op, Wide(x)) : expr::apply(op, Wide(x), Wide(y));
    }
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(OperatorTest, Scalars);

bool is_exact(Opcode op) {
    return std::find(exact_operators.begin(), exact_operators.end(), op) != exact_operators.end();
}

TYPED_TEST(OperatorTest, UnaryKernelsAreWithinTwoUlpOfTheTruth) {
    auto const x = probe_values<TypeParam>();
    for (auto const family : supported_families()) {
        for (auto const op : all_operators()) {
            if (expr::arity(op) != 1) continue;
            auto const values = this->by_kernels(family, op, x, x);
            double worst = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                auto const truth = this->truth(op, x[i], x[i]);
                ASSERT_EQ(std::isnan(values[i]), std::isnan(truth))
                    << expr::name(op) << "(" << x[i] << ") = " << values[i];
                if (std::isnan(truth)) continue;
                if (is_exact(op)) {
                    ASSERT_EQ(values[i], expr::apply(op, x[i])) << expr::name(op) << x[i];
                }
                double const error = error_ulp(values[i], truth);
                worst = std::max(worst, error);
                EXPECT_LE(error, 2.0)
                    << expr::name(op) << "(" << x[i] << ") = " << values[i] << ", not " << truth
                    << ", family " << static_cast<int>(family);
                if (truth == 0 || std::abs(truth) >= std::numeric_limits<TypeParam>::min()) {
                    EXPECT_EQ(std::signbit(values[i]), std::signbit(truth))
                        << expr::name(op) << "(" << x[i] << ")";
                }
            }
            this->RecordProperty(std::string(expr::name(op)) + "_worst_ulp_" +
                                     std::to_string(static_cast<int>(family)),
                                 std::to_string(worst));
        }
    }
}

TYPED_TEST(OperatorTest, BinaryKernelsEqualTheOpcodeTable) {
    std::vector<TypeParam> x, y;
    for (auto const left : special_values<TypeParam>()) {
        for (auto const right : special_values<TypeParam>()) {
            x.push_back(left);
            y.push_back(right);
        }
    }
    RandomStream stream(4, 0, 0, balmer::Purpose::test);
    for (int i = 0; i < 3000; ++i) {
        x.push_back(static_cast<TypeParam>(std::exp(stream.uniform(-3, 3))));
        y.push_back(static_cast<TypeParam>(stream.uniform(-6, 6)));
    }
    TypeParam const limit = std::numeric_limits<TypeParam>::max() *
                            (1 - 1000 * std::numeric_limits<TypeParam>::epsilon());
    for (auto const family : supported_families()) {
        for (auto const op : all_operators()) {
            if (expr::arity(op) != 2) continue;
            auto const values = this->by_kernels(family, op, x, y);
            for (std::size_t i = 0; i < x.size(); ++i) {
                TypeParam const expected = expr::apply(op, x[i], y[i]);
                ASSERT_EQ(std::isnan(values[i]), std::isnan(expected))
                    << x[i] << " " << expr::name(op) << " " << y[i] << " = " << values[i];
                if (std::isnan(expected)) continue;
                if (op == Opcode::pow) {
                    // SLEEF's pow overflows within its last thousand ulp.
                    if (std::abs(expected) > limit) continue;
                    EXPECT_LE(error_ulp(values[i], this->truth(op, x[i], y[i])), 2.0)
                        << x[i] << " ^ " << y[i] << " = " << values[i] << ", not " << expected;
                } else {
                    EXPECT_EQ(values[i], expected) << x[i] << expr::name(op) << y[i];
                }
                EXPECT_EQ(std::signbit(values[i]), std::signbit(expected))
                    << x[i] << " " << expr::name(op) << " " << y[i];
            }
        }
    }
}

}  // namespace
}  // namespace balmer::eval
