// A search evaluates millions of trees: once warm, an evaluator asks for no memory.
#include "balmer/eval/evaluator.hpp"

#include "problem.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

namespace {

std::atomic<long> allocation_count{0};

void* allocate(std::size_t size, std::size_t alignment) {
    ++allocation_count;
    std::size_t const rounded = (size + alignment - 1) / alignment * alignment;
    if (void* const memory = std::aligned_alloc(alignment, rounded)) return memory;
    throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace balmer::eval {
namespace {

TEST(Interpreter, AllocatesNothingOnceWarm) {
    Problem<float> problem(700, 4, Data::tame, Weights::random, 51);
    auto const rows = problem.rows();
    TreeMaker maker(all_operators(), 4, 52);
    std::vector<expr::Tree> trees;
    for (int i = 0; i < 30; ++i) trees.push_back(maker.make(2 * i));
    auto const evaluator = make_evaluator<float>();
    NormalEquations sums;
    auto const evaluate_all = [&] {
        for (auto const& tree : trees) {
            evaluator->loss(tree, rows);
            evaluator->normal_equations(tree, rows, sums);
        }
    };
    evaluate_all();
    long const before = allocation_count;
    EXPECT_GT(before, 0);
    evaluate_all();
    EXPECT_EQ(allocation_count, before);
}

}  // namespace
}  // namespace balmer::eval
