// Normal equations of every evaluator, compared with the reference, for whole tables and shards.
#include "crash_note.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

template <class Scalar>
class NormalEquationsTest : public ::testing::Test {};
using Scalars = ::testing::Types<float, double>;
TYPED_TEST_SUITE(NormalEquationsTest, Scalars);

/// Expects every sum to be within `tolerance` of the product of the norms of its columns.
void expect_near(NormalEquations const& sums, NormalEquations const& expected, double tolerance,
                 std::string const& context) {
    ASSERT_EQ(sums.constant_count(), expected.constant_count());
    ASSERT_EQ(sums.loss.row_count, expected.loss.row_count);
    ASSERT_NEAR(sums.loss.weight_sum, expected.loss.weight_sum,
                tolerance * expected.loss.weight_sum);
    auto const norm = [&](std::size_t k) {
        return std::sqrt(expected.curvature[packed_index(k, k)]);
    };
    double const residual_norm = std::sqrt(expected.loss.squared_error_sum);
    ASSERT_NEAR(sums.loss.squared_error_sum, expected.loss.squared_error_sum,
                tolerance * expected.loss.squared_error_sum)
        << context;
    for (std::size_t k = 0; k < sums.constant_count(); ++k) {
        ASSERT_NEAR(sums.gradient[k], expected.gradient[k], tolerance * norm(k) * residual_norm)
            << "constant " << k << " of " << context;
        for (std::size_t l = 0; l <= k; ++l) {
            ASSERT_NEAR(sums.curvature[packed_index(k, l)], expected.curvature[packed_index(k, l)],
                        tolerance * norm(k) * norm(l))
                << "constants " << k << ", " << l << " of " << context;
        }
    }
}

/// Whether the squares of finite values neither overflow nor underflow in single precision.
bool is_tame(NormalEquations const& sums) {
    bool tame = std::isfinite(sums.loss.squared_error_sum) && sums.loss.squared_error_sum < 1e6;
    for (std::size_t k = 0; k < sums.constant_count(); ++k) {
        double const square = sums.curvature[packed_index(k, k)];
        bool const is_zero = square == 0 && sums.gradient[k] == 0;
        tame = tame && (is_zero || (square > 1e-12 && square < 1e6));
    }
    return tame;
}

// Operators that do not amplify rounding without bound and stay in their domain near these data.
std::vector<Opcode> const smooth_operators = {
    Opcode::add,  Opcode::sub, Opcode::mul, Opcode::min, Opcode::max, Opcode::neg,  Opcode::square,
    Opcode::cube, Opcode::abs, Opcode::sin, Opcode::cos, Opcode::exp, Opcode::atan, Opcode::tanh};

/// Whether the sums are finite and single precision is accurate to a few hundred times its
/// rounding. Then other orders of operations have similar errors.
bool is_well_conditioned(expr::Tree const& tree, data::Rows<float> const& single,
                         data::Rows<double> const& dual) {
    NormalEquations rough, exact;
    make_evaluator<float>(Backend::reference)->normal_equations(tree, single, rough);
    make_evaluator<double>(Backend::reference)->normal_equations(tree, dual, exact);
    if (!is_tame(exact) || !is_tame(rough)) return false;
    auto const norm = [&](std::size_t k) { return std::sqrt(exact.curvature[packed_index(k, k)]); };
    auto const differ = [](double a, double b, double scale) {
        return std::abs(a - b) > 2e-5 * scale;
    };
    double const squares = exact.loss.squared_error_sum;
    if (differ(rough.loss.squared_error_sum, squares, squares)) return false;
    double const residual_norm = std::sqrt(squares);
    for (std::size_t k = 0; k < exact.constant_count(); ++k) {
        if (differ(rough.gradient[k], exact.gradient[k], norm(k) * residual_norm)) return false;
        for (std::size_t l = 0; l <= k; ++l) {
            std::size_t const at = packed_index(k, l);
            if (differ(rough.curvature[at], exact.curvature[at], norm(k) * norm(l))) return false;
        }
    }
    return true;
}

/// The same rows in both precisions.
struct BothPrecisions {
    std::vector<std::vector<float>> single;
    std::vector<std::vector<double>> dual;

    BothPrecisions(std::size_t row_count, std::size_t column_count, std::uint64_t seed)
        : single(column_count), dual(column_count) {
        RandomStream stream(seed, 0, 0, balmer::Purpose::test);
        for (std::size_t i = 0; i < column_count; ++i) {
            bool const is_weight = i + 1 == column_count;
            for (std::size_t row = 0; row < row_count; ++row) {
                auto const value = static_cast<float>(stream.uniform(is_weight ? 0 : -2, 2));
                single[i].push_back(value);
                dual[i].push_back(static_cast<double>(value));
            }
        }
    }
};

/// The last two columns are target and weights, the others features.
template <class Scalar>
data::Rows<Scalar> rows_of(std::vector<std::vector<Scalar>> const& columns,
                           std::vector<Scalar const*>& pointers, bool weighted, std::size_t begin,
                           std::size_t count) {
    pointers.clear();
    for (auto const& column : columns) pointers.push_back(column.data() + begin);
    std::size_t const feature_count = columns.size() - 2;
    return {{pointers.data(), feature_count},
            pointers[feature_count],
            weighted ? pointers.back() : nullptr,
            count};
}

TYPED_TEST(NormalEquationsTest, EqualTheReferencesOnRandomTrees) {
    double const tolerance = 2e4 * std::numeric_limits<TypeParam>::epsilon();
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    auto const judged = judged_evaluators<TypeParam>();
    std::size_t const row_counts[] = {0, 1, 2, 15, 16, 17, 31, 33, 64, 70};
    std::size_t const large_row_counts[] = {128, 256, 300, 512, 601};
    BothPrecisions const columns(700, 22, 21);
    std::vector<float const*> single_pointers;
    std::vector<double const*> dual_pointers;
    RandomStream stream(22, 0, 0, balmer::Purpose::test);
    std::vector<TreeMaker> makers = {{{Opcode::add, Opcode::sub, Opcode::mul}, 20, 23},
                                     {{Opcode::add, Opcode::sub, Opcode::mul, Opcode::div}, 3, 24},
                                     {smooth_operators, 5, 25},
                                     {smooth_operators, 20, 26},
                                     {all_operators(), 5, 27}};
    int compared = 0;
    std::size_t most_constants = 0;
    for (int round = 0; round < 20000; ++round) {
        auto const tree = makers[stream.below(5)].make(1 + static_cast<int>(stream.below(50)),
                                                       static_cast<Shape>(stream.below(4)));
        bool const weighted = stream.below(2) == 0;
        std::size_t const begin = stream.below(19);
        std::size_t const count =
            round % 40 == 0 ? large_row_counts[stream.below(5)] : row_counts[stream.below(10)];
        auto const single = rows_of(columns.single, single_pointers, weighted, begin, count);
        auto const dual = rows_of(columns.dual, dual_pointers, weighted, begin, count);
        if (!is_well_conditioned(tree, single, dual)) continue;
        ++compared;
        most_constants = std::max(most_constants, tree.constants.size());
        data::Rows<TypeParam> rows;
        if constexpr (std::is_same_v<TypeParam, float>) {
            rows = single;
        } else {
            rows = dual;
        }
        NormalEquations expected, sums;
        reference->normal_equations(tree, rows, expected);
        for (auto const& evaluator : judged) {
            CrashNote const note(evaluator->name(), tree, rows.row_count);
            evaluator->normal_equations(tree, rows, sums);
            expect_near(sums, expected, tolerance,
                        std::string(evaluator->name()) + " over " + std::to_string(count) +
                            " rows of " + describe(tree));
            if (this->HasFatalFailure()) return;
        }
    }
    EXPECT_GT(compared, 4000);
    EXPECT_GE(most_constants, 15u);
}

TYPED_TEST(NormalEquationsTest, EachOperatorHasItsAdjoint) {
    std::size_t const row_count = 300;
    std::vector<TypeParam> x(row_count), y(row_count), target(row_count);
    RandomStream stream(23, 0, 0, balmer::Purpose::test);
    for (std::size_t i = 0; i < row_count; ++i) {
        // In the domain of every operator after scaling by 0.7, with both orders for min and max.
        x[i] = static_cast<TypeParam>(stream.uniform(0.1, 1.2));
        y[i] = static_cast<TypeParam>(stream.uniform(0.1, 1.2));
        target[i] = static_cast<TypeParam>(stream.uniform(-1, 1));
    }
    TypeParam const* const features[] = {x.data(), y.data()};
    data::Rows<TypeParam> const rows{features, target.data(), nullptr, row_count};
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    auto const judged = judged_evaluators<TypeParam>();
    double const tolerance = 300 * std::numeric_limits<TypeParam>::epsilon();
    for (auto const op : all_operators()) {
        // 0.8 op(0.7 x) x and 0.8 op(0.7 x, 1.1 y) x: the adjoint of the operator is not 1.
        expr::Tree tree;
        tree.nodes = {
            {Opcode::constant, 0}, {Opcode::constant, 0}, {Opcode::variable, 0}, {Opcode::mul, 0}};
        tree.constants = {0.8, 0.7};
        if (expr::arity(op) == 2) {
            tree.nodes.insert(tree.nodes.end(),
                              {{Opcode::constant, 0}, {Opcode::variable, 1}, {Opcode::mul, 0}});
            tree.constants.push_back(1.1);
        }
        tree.nodes.insert(tree.nodes.end(),
                          {{op, 0}, {Opcode::mul, 0}, {Opcode::variable, 0}, {Opcode::mul, 0}});
        NormalEquations expected, sums;
        reference->normal_equations(tree, rows, expected);
        for (auto const& evaluator : judged) {
            evaluator->normal_equations(tree, rows, sums);
            expect_near(sums, expected, tolerance,
                        std::string(evaluator->name()) + " of " + describe(tree));
        }
    }
}

TYPED_TEST(NormalEquationsTest, ManyConstantsFillEveryTile) {
    Problem<TypeParam> problem(500, 3, Data::tame, Weights::random, 24);
    auto const rows = problem.rows();
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    auto const judged = judged_evaluators<TypeParam>();
    double const tolerance = 300 * std::numeric_limits<TypeParam>::epsilon();
    expr::Tree tree = expr::variable_tree(0);
    for (std::uint16_t k = 0; k < 14; ++k) {
        // … + c sin(c x): two columns each, all different.
        tree.nodes.insert(tree.nodes.end(), {{Opcode::constant, 0},
                                             {Opcode::constant, 0},
                                             {Opcode::variable, static_cast<std::uint16_t>(k % 3)},
                                             {Opcode::mul, 0},
                                             {Opcode::sin, 0},
                                             {Opcode::mul, 0},
                                             {Opcode::add, 0}});
        tree.constants.insert(tree.constants.end(), {0.1 + 0.05 * k, 0.3 + 0.1 * k});
        NormalEquations expected, sums;
        reference->normal_equations(tree, rows, expected);
        for (auto const& evaluator : judged) {
            evaluator->normal_equations(tree, rows, sums);
            expect_near(sums, expected, tolerance,
                        std::string(evaluator->name()) + " of " + describe(tree));
        }
    }
}

TYPED_TEST(NormalEquationsTest, SumsOverShardsAreTheSumOverAllRows) {
    Problem<TypeParam> problem(1000, 4, Data::tame, Weights::random, 25);
    TreeMaker trees(smooth_operators, 4, 26);
    double const tolerance = 200 * std::numeric_limits<TypeParam>::epsilon();
    auto const judged = judged_evaluators<TypeParam>();
    for (int round = 0; round < 50 * static_cast<int>(judged.size()); ++round) {
        auto const& evaluator = judged[static_cast<std::size_t>(round) / 50];
        auto const tree = trees.make(5 + round % 20);
        NormalEquations whole, total, part;
        evaluator->normal_equations(tree, problem.rows(), whole);
        if (!is_tame(whole)) continue;
        total.reset(tree.constants.size());
        LossSums loss;
        std::size_t const cuts[] = {0, 1, 130, 386, 700, 1000};
        for (std::size_t i = 0; i + 1 < std::size(cuts); ++i) {
            auto const rows = problem.rows(cuts[i], cuts[i + 1] - cuts[i]);
            evaluator->normal_equations(tree, rows, part);
            total += part;
            loss += evaluator->loss(tree, rows);
        }
        expect_near(total, whole, tolerance, describe(tree));
        EXPECT_NEAR(loss.squared_error_sum, whole.loss.squared_error_sum,
                    tolerance * whole.loss.squared_error_sum);
    }
}

TYPED_TEST(NormalEquationsTest, OfFormulasWithoutFeaturesAndWithoutConstants) {
    Problem<TypeParam> problem(333, 2, Data::tame, Weights::random, 28);
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    double const tolerance = 300 * std::numeric_limits<TypeParam>::epsilon();
    expr::Node const c{Opcode::constant, 0}, x{Opcode::variable, 1};
    std::vector<expr::Tree> const trees = {
        {{c}, {0.75}},
        {{c, c, {Opcode::add, 0}}, {0.75, -2}},
        {{c, {Opcode::sin, 0}, c, {Opcode::mul, 0}}, {0.75, -2}},
        {{c, {Opcode::neg, 0}}, {0.75}},
        {{x}, {}},
        {{x, {Opcode::sin, 0}}, {}},
        {{x, c, {Opcode::sub, 0}, {Opcode::neg, 0}}, {0.5}},
        {{c, x, {Opcode::mul, 0}, c, x, {Opcode::mul, 0}, {Opcode::sub, 0}}, {0.5, 0.25}},
        {{x, x, {Opcode::mul, 0}, c, {Opcode::mul, 0}}, {0.5}},
    };
    for (auto const& evaluator : judged_evaluators<TypeParam>()) {
        for (auto const& tree : trees) {
            for (std::size_t const count : {0u, 1u, 31u, 333u}) {
                auto const rows = problem.rows(333 - count, count);
                NormalEquations expected, sums;
                reference->normal_equations(tree, rows, expected);
                evaluator->normal_equations(tree, rows, sums);
                expect_near(sums, expected, tolerance,
                            std::string(evaluator->name()) + " of " + describe(tree));
            }
        }
    }
}

TYPED_TEST(NormalEquationsTest, AreNotFiniteWhereARowIsNot) {
    std::vector<TypeParam> x(300, 1);
    x[123] = -1;
    TypeParam const* const features[] = {x.data()};
    // c sqrt(x)
    expr::Tree const tree{
        {{Opcode::constant, 0}, {Opcode::variable, 0}, {Opcode::sqrt, 0}, {Opcode::mul, 0}}, {2.0}};
    for (auto const backend : available_backends()) {
        NormalEquations sums;
        make_evaluator<TypeParam>(backend)->normal_equations(
            tree, {features, x.data(), nullptr, x.size()}, sums);
        EXPECT_FALSE(std::isfinite(sums.loss.squared_error_sum));
        EXPECT_FALSE(std::isfinite(sums.gradient[0]));
        EXPECT_FALSE(std::isfinite(sums.curvature[0]));
    }
}

}  // namespace
}  // namespace balmer::eval
