// Compiled programs: instructions and number of buffers.
#include "eval/program.hpp"

#include "problem.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

using Nodes = std::vector<expr::Node>;

constexpr expr::Node c{Opcode::constant, 0};
constexpr expr::Node x{Opcode::variable, 0};
constexpr expr::Node y{Opcode::variable, 1};
constexpr expr::Node operation(Opcode op) { return {op, 0}; }
constexpr expr::Node plus = operation(Opcode::add), minus = operation(Opcode::sub),
                     times = operation(Opcode::mul), sine = operation(Opcode::sin);

std::vector<Code> codes(Program const& program) {
    std::vector<Code> result;
    for (auto const& instruction : program.instructions) result.push_back(instruction.code);
    return result;
}

Program value_program(Nodes const& nodes) {
    Program program;
    Compiler().compile_value(nodes, program);
    return program;
}

Program gradient_program(Nodes const& nodes) {
    Program program;
    Compiler().compile_gradient(nodes, program);
    return program;
}

TEST(Program, LeavesAreOperandsAndCostNothing) {
    EXPECT_TRUE(value_program({x}).instructions.empty());
    EXPECT_TRUE(value_program({c}).instructions.empty());
    EXPECT_EQ(codes(value_program({x, c, times})), std::vector{Code::mul});
}

TEST(Program, PairsOfCheapOperatorsAreOneSweep) {
    EXPECT_EQ(codes(value_program({x, c, times, y, minus})), std::vector{Code::mul_sub});
    EXPECT_EQ(codes(value_program({y, x, c, times, minus})), std::vector{Code::mul_rsub});
    EXPECT_EQ(codes(value_program({x, y, minus, sine, x, y, plus, times})),
              (std::vector{Code::sub, Code::sin, Code::add_mul}));
}

TEST(Program, FeaturesAreListedOnce) {
    Program const program = value_program({y, x, times, y, plus});
    EXPECT_EQ(program.features, (std::vector<std::uint16_t>{1, 0}));
}

TEST(Program, ConstantFreeSubtreesHaveNoAdjoint) {
    // c sin(x y): the derivative is the value of the sine.
    Program const program = gradient_program({c, x, y, times, sine, times});
    EXPECT_EQ(codes(program), (std::vector{Code::mul, Code::sin, Code::mul, Code::sub}));
    ASSERT_EQ(program.columns.size(), 1u);
    EXPECT_EQ(program.columns[0].slot, program.instructions[1].target);
}

TEST(Program, LinearFormulasNeedNoDerivativeInstructions) {
    // c x - c: columns x and 1, the latter negative.
    Program const program = gradient_program({c, x, times, c, minus});
    EXPECT_EQ(codes(program), (std::vector{Code::mul_sub, Code::sub}));
    EXPECT_EQ(program.columns[0].slot, Program::first_feature_slot);
    EXPECT_FALSE(program.columns[0].negated);
    EXPECT_EQ(program.columns[1].slot, Program::one_slot);
    EXPECT_TRUE(program.columns[1].negated);
}

TEST(Program, BuffersAreUsedAgain) {
    // A chain needs one buffer at a time.
    Nodes chain = {x};
    for (int i = 0; i < 20; ++i) chain.push_back(sine);
    EXPECT_EQ(value_program(chain).buffer_count, 1u);
    // sin(x) sin(y) + sin(x) sin(y) + …: a partial sum and two factors.
    Nodes sum = {x, sine};
    for (int i = 0; i < 20; ++i) {
        sum.insert(sum.end(), {x, sine, y, sine, times, plus});
    }
    EXPECT_LE(value_program(sum).buffer_count, 3u);
}

TEST(Program, NoInstructionIsIdle) {
    TreeMaker trees(all_operators(), 4, 41);
    for (int round = 0; round < 300; ++round) {
        Program const program = gradient_program(trees.make(1 + round % 50).nodes);
        std::vector<bool> is_read(program.slot_count());
        is_read[program.result] = true;
        for (auto const& column : program.columns) is_read[column.slot] = true;
        for (auto at = program.instructions.rbegin(); at != program.instructions.rend(); ++at) {
            ASSERT_NE(at->code, Code::none);
            ASSERT_TRUE(is_read[at->target]);
            is_read[at->target] = false;
            for (auto const operand : {at->a, at->b, at->c}) is_read[operand] = true;
        }
    }
}

}  // namespace
}  // namespace balmer::eval
