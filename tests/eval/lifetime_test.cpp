// Evaluators that are used for long, created and destroyed often, or used concurrently.
#include "bits.hpp"
#include "crash_note.hpp"
#include "problem.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace balmer::eval {
namespace {

// g++ and clang use different macros.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool memory_is_held_back = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool memory_is_held_back = true;
#else
constexpr bool memory_is_held_back = false;
#endif
#else
constexpr bool memory_is_held_back = false;
#endif

double resident_mib() {
    std::ifstream file("/proc/self/statm");
    double total_pages = 0, resident_pages = 0;
    file >> total_pages >> resident_pages;
    return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

template <class Scalar>
class LifetimeTest : public testing::Test {
protected:
    void judge(Evaluator<Scalar>& evaluator, expr::Tree const& tree,
               data::Rows<Scalar> const& rows) {
        CrashNote const note(evaluator.name(), tree, rows.row_count);
        std::vector<Scalar> values(rows.row_count), expected(rows.row_count);
        evaluator.values(tree, rows, values);
        reference_->values(tree, rows, expected);
        for (std::size_t i = 0; i < values.size(); ++i) {
            ASSERT_TRUE(is_same(values[i], expected[i]))
                << evaluator.name() << ": " << describe(values[i]) << ", not "
                << describe(expected[i]) << "\n  for " << describe(tree, rows, i);
        }
    }

    std::vector<expr::Tree> make_trees(int count, std::uint64_t seed) {
        TreeMaker maker(exact_operators, 5, seed);
        std::vector<expr::Tree> trees;
        for (int i = 0; i < count; ++i) trees.push_back(maker.make(3 + i % 25));
        return trees;
    }

    /// One evaluator per backend: the families of the interpreter differ only in their kernels.
    std::vector<Backend> backends() const {
        auto all = available_backends();
        std::erase(all, Backend::reference);
        return all;
    }

    std::unique_ptr<Evaluator<Scalar>> reference_ = make_evaluator<Scalar>(Backend::reference);
    Problem<Scalar> problem_{120, 5, Data::sprinkled, Weights::random, 81};
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(LifetimeTest, Scalars);

TYPED_TEST(LifetimeTest, StructuresAndConstantsChangeFromCallToCall) {
    auto trees = this->make_trees(3000, 82);
    RandomStream stream(83, 0, 0, balmer::Purpose::test);
    for (auto const backend : this->backends()) {
        auto const evaluator = make_evaluator<TypeParam>(backend);
        // Forward and backward over all trees, then at random among few.
        for (std::uint32_t round = 0; round < 12000; ++round) {
            std::uint32_t const index = round < 3000   ? round
                                        : round < 6000 ? 5999 - round
                                                       : stream.below(round < 9000 ? 20 : 3000);
            auto& tree = trees[index];
            for (auto& constant : tree.constants) constant = stream.uniform(-3, 3);
            this->judge(*evaluator, tree, this->problem_.scattered_rows(stream.below(40), stream));
            if (this->HasFatalFailure()) return;
        }
    }
}

TYPED_TEST(LifetimeTest, StructuresThatDifferInOneNodeAreNotTakenForEachOther) {
    auto const trees = this->make_trees(60, 84);
    RandomStream stream(85, 0, 0, balmer::Purpose::test);
    for (auto const backend : this->backends()) {
        auto const evaluator = make_evaluator<TypeParam>(backend);
        for (auto tree : trees) {
            for (auto& node : tree.nodes) {
                auto const before = node;
                for (auto const op : exact_operators) {
                    if (expr::arity(op) == expr::arity(before.op)) node.op = op;
                    if (before.op == Opcode::variable) node.feature = before.feature == 0 ? 4 : 0;
                    this->judge(*evaluator, tree, this->problem_.rows(0, 17));
                    if (this->HasFatalFailure()) return;
                }
                node = before;
            }
        }
    }
}

TYPED_TEST(LifetimeTest, ValuesLossAndNormalEquationsDoNotDisturbEachOther) {
    auto const trees = this->make_trees(100, 86);
    RandomStream stream(87, 0, 0, balmer::Purpose::test);
    for (auto const backend : this->backends()) {
        auto const evaluator = make_evaluator<TypeParam>(backend);
        for (int round = 0; round < 4000; ++round) {
            auto const& tree = trees[stream.below(100)];
            auto rows = this->problem_.scattered_rows(stream.below(100), stream);
            if (stream.below(2) == 0) rows.weights = nullptr;
            NormalEquations sums, expected_sums;
            auto const fresh = make_evaluator<TypeParam>(backend);
            switch (stream.below(3)) {
                case 0:
                    this->judge(*evaluator, tree, rows);
                    break;
                case 1: {
                    LossSums const loss = evaluator->loss(tree, rows);
                    LossSums const expected = fresh->loss(tree, rows);
                    ASSERT_TRUE(is_same(loss.squared_error_sum, expected.squared_error_sum));
                    ASSERT_EQ(loss.weight_sum, expected.weight_sum);
                    break;
                }
                default:
                    evaluator->normal_equations(tree, rows, sums);
                    fresh->normal_equations(tree, rows, expected_sums);
                    for (std::size_t k = 0; k < sums.gradient.size(); ++k) {
                        ASSERT_TRUE(is_same(sums.gradient[k], expected_sums.gradient[k]));
                    }
                    for (std::size_t k = 0; k < sums.curvature.size(); ++k) {
                        ASSERT_TRUE(is_same(sums.curvature[k], expected_sums.curvature[k]));
                    }
            }
            if (this->HasFatalFailure()) return;
        }
    }
}

TYPED_TEST(LifetimeTest, HugeTreesAreNoExceptionAndLeaveNoTrace) {
    TreeMaker maker({Opcode::add, Opcode::sub, Opcode::mul}, 5, 92);
    auto const huge = maker.make(200000, Shape::balanced), small = maker.make(11);
    auto const rows = this->problem_.rows(0, 37);
    for (auto const backend : this->backends()) {
        auto const evaluator = make_evaluator<TypeParam>(backend);
        for (auto const* tree : {&small, &huge, &small, &huge}) {
            this->judge(*evaluator, *tree, rows);
            if (this->HasFatalFailure()) return;
        }
    }
}

TEST(Lifetimes, EvaluatorsLiveSideBySide) {
    Problem<float> single(60, 5, Data::sprinkled, Weights::none, 88);
    Problem<double> dual(60, 5, Data::sprinkled, Weights::none, 88);
    TreeMaker maker(exact_operators, 5, 89);
    std::vector<std::unique_ptr<Evaluator<float>>> singles;
    std::vector<std::unique_ptr<Evaluator<double>>> duals;
    for (int i = 0; i < 2; ++i) {
        for (auto const backend : available_backends()) {
            singles.push_back(make_evaluator<float>(backend));
            duals.push_back(make_evaluator<double>(backend));
        }
    }
    auto const expect_equal = [](auto& evaluators, auto const& rows, expr::Tree const& tree,
                                 auto zero) {
        std::vector<decltype(zero)> expected(rows.row_count), values(rows.row_count);
        evaluators.back()->values(tree, rows, expected);  // the reference is the last one
        for (auto const& evaluator : evaluators) {
            evaluator->values(tree, rows, values);
            for (std::size_t i = 0; i < values.size(); ++i) {
                ASSERT_TRUE(is_same(values[i], expected[i]))
                    << evaluator->name() << " in " << describe(tree);
            }
        }
    };
    for (int round = 0; round < 1000; ++round) {
        auto const tree = maker.make(1 + round % 30);
        expect_equal(singles, single.rows(0, 45), tree, 0.0f);
        expect_equal(duals, dual.rows(0, 45), tree, 0.0);
        if (testing::Test::HasFatalFailure()) return;
    }
}

TYPED_TEST(LifetimeTest, NeitherEvaluatorsNorStructuresLeaveMemoryBehind) {
    if (memory_is_held_back) GTEST_SKIP() << "the address sanitizer keeps what was freed";
    auto const trees = this->make_trees(500, 90);
    auto const rows = this->problem_.rows();
    for (auto const backend : this->backends()) {
        NormalEquations sums;
        auto const come_and_go = [&](int count) {
            for (int i = 0; i < count; ++i) {
                auto const evaluator = make_evaluator<TypeParam>(backend);
                auto const& tree = trees[static_cast<std::size_t>(i) % 500];
                evaluator->loss(tree, rows);
                evaluator->normal_equations(tree, rows, sums);
            }
        };
        TreeMaker maker(exact_operators, 5, 91);
        auto const evaluator = make_evaluator<TypeParam>(backend);
        auto const see_structures = [&](int count) {
            for (int i = 0; i < count; ++i) evaluator->loss(maker.make(3 + i % 40), rows);
        };
        // The caches of an evaluator are filled once.
        come_and_go(500);
        see_structures(20000);
        double const before = resident_mib();
        come_and_go(10000);
        see_structures(60000);
        EXPECT_LT(resident_mib(), before + 2) << name(backend);
    }
}

}  // namespace
}  // namespace balmer::eval
