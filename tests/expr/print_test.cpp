#include "balmer/expr/print.hpp"

#include "balmer/expr/parse.hpp"

#include "expr/random_trees.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <regex>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

using testing::random_tree;

std::vector<std::string> const printed_features = {"x", "y", "x_p1", "/tree/pt"};

Tree printed_tree(std::string const& formula) { return parse(formula, printed_features).tree; }
std::string infix(std::string const& formula) {
    return to_infix(printed_tree(formula), printed_features);
}
std::string latex(std::string const& formula) {
    return to_latex(printed_tree(formula), printed_features);
}
std::string sympy(std::string const& formula) {
    return to_python(printed_tree(formula), printed_features, PythonStyle::sympy);
}
std::string numpy(std::string const& formula) {
    return to_python(printed_tree(formula), printed_features, PythonStyle::numpy);
}

/// The value of a tree at a row, and whether an intermediate value is 0: what is not printed in
/// `x + 0` and `0 - x` may change the sign of a zero, and 1/0 then changes its sign too.
struct Evaluated {
    double value = 0;
    bool has_zero = false;
};

Evaluated evaluated(Tree const& tree, std::span<double const> row) {
    Evaluated result{evaluate(tree, row)};
    for (std::size_t root = 0; root < tree.size(); ++root) {
        if (is_leaf(tree.nodes[root].op)) continue;
        auto const part = extract_subtree(tree, subtree(tree.nodes, root));
        result.has_zero = result.has_zero || evaluate(part, row) == 0;
    }
    return result;
}

bool is_same_bits(double left, double right) {
    return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right) ||
           (std::isnan(left) && std::isnan(right));
}

/// Returns whether the values could be compared.
bool expect_same_value(Tree const& read, Tree const& tree, std::string const& text,
                       RandomStream& stream) {
    auto const row = testing::random_row(stream);
    auto const expected = evaluated(tree, row);
    if (expected.has_zero) return false;
    EXPECT_TRUE(is_same_bits(evaluate(read, row), expected.value))
        << text << ": " << evaluate(read, row) << ", not " << expected.value;
    return std::isfinite(expected.value);
}

TEST(ToInfix, IsReadBackAsATreeOfTheSameValueBitByBit) {
    RandomStream stream(6, 0, 0, Purpose::test);
    int compared = 0;
    for (int i = 0; i < 20000; ++i) {
        auto const tree = random_tree(stream);
        auto const text = to_infix(tree, printed_features);
        compared +=
            expect_same_value(parse(text, printed_features).tree, tree, text, stream) ? 1 : 0;
        if (HasFailure()) return;
    }
    EXPECT_GT(compared, 3000);
}

TEST(ToInfix, IsReadBackWhereSignsAndPowersMeet) {
    RandomStream stream(6, 1, 0, Purpose::test);
    using enum Opcode;
    int compared = 0;
    for (int i = 0; i < 40000; ++i) {
        auto const tree = random_tree(stream, {.operators = {neg, pow, add, sub, mul, div},
                                               .max_size = 12,
                                               .constant_probability = 0.6});
        auto const text = to_infix(tree, printed_features);
        compared +=
            expect_same_value(parse(text, printed_features).tree, tree, text, stream) ? 1 : 0;
        if (HasFailure()) return;
    }
    EXPECT_GT(compared, 10000);
}

std::vector<std::string> all_texts(Tree const& tree, int digits = 0) {
    PrintOptions const options{.digits = digits};
    return {to_infix(tree, printed_features, options), to_latex(tree, printed_features, options),
            to_python(tree, printed_features, PythonStyle::sympy, options),
            to_python(tree, printed_features, PythonStyle::numpy, options)};
}

/// So what a printer writes depends on the text of another one only.
TEST(Printers, WriteWhatIsReadBackAsTheyWroteTheTree) {
    RandomStream stream(6, 4, 0, Purpose::test);
    for (int i = 0; i < 20000; ++i) {
        auto const tree = random_tree(stream, {.max_size = 20});
        auto const read = parse(to_infix(tree, printed_features), printed_features).tree;
        ASSERT_EQ(all_texts(read), all_texts(tree));
    }
}

TEST(Printers, NeverWriteTwoSignsOrNeutralConstants) {
    RandomStream stream(6, 5, 0, Purpose::test);
    using enum Opcode;
    // A number that ends in 1 or 0 is no neutral constant.
    std::regex const clumsy(R"([-+] *-|- *\+|(^|[^.\w])1(\.0)?(\*| \\, )|[*/]1(\.0)?($|[^.\w])|)"
                            R"([-+] 0(\.0)?($|[),]| [-+])|(^|[(])0(\.0)? [-+])");
    for (std::string const text : {"x - -2", "x + -0.007", "1*x", "y + 1.0*x", "x/1", "x*1 + y",
                                   "x + 0", "0 + x", "1 \\, x", "-1*x", "sin(0 - x)"}) {
        EXPECT_TRUE(std::regex_search(text, clumsy)) << text;
    }
    for (int i = 0; i < 20000; ++i) {
        auto const tree = random_tree(stream, {.operators = {neg, add, sub, mul, div, sin},
                                               .max_size = 15,
                                               .constant_probability = 0.5});
        for (auto const& text : all_texts(tree, i % 2 == 0 ? 0 : 1)) {
            ASSERT_FALSE(std::regex_search(text, clumsy)) << text;
        }
    }
}

TEST(ToInfix, ConstantsOfAllBitPatternsAreReadBack) {
    RandomStream stream(6, 2, 0, Purpose::test);
    for (int i = 0; i < 20000; ++i) {
        auto const bits = (std::uint64_t{stream()} << 32) | stream();
        double const value = std::bit_cast<double>(bits);
        if (!std::isfinite(value)) continue;
        auto const text = to_infix(constant_tree(value), printed_features);
        auto const read = parse(text, printed_features).tree;
        ASSERT_EQ(read.size(), 1) << text;
        ASSERT_TRUE(is_same_bits(read.constants.at(0), value)) << text;
    }
    auto const zero = parse(to_infix(constant_tree(-0.0), printed_features), printed_features);
    EXPECT_TRUE(is_same_bits(zero.tree.constants.at(0), -0.0));
}

/// Removing any pair of parentheses other than those of a call changes the tree.
TEST(ToInfix, HasNoParenthesesToSpare) {
    RandomStream stream(6, 3, 0, Purpose::test);
    using enum Opcode;
    for (int i = 0; i < 3000; ++i) {
        auto const tree =
            random_tree(stream, {.operators = {add, sub, mul, div, pow}, .max_size = 12});
        auto const text = to_infix(tree, printed_features);
        auto const read = parse(text, printed_features).tree;
        for (auto open = text.find('('); open != text.npos; open = text.find('(', open + 1)) {
            auto close = open;
            for (int level = 1; level > 0;) {
                ++close;
                level += text[close] == '(' ? 1 : text[close] == ')' ? -1 : 0;
            }
            auto bare = text;
            bare.erase(close, 1).erase(open, 1);
            ASSERT_NE(parse(bare, printed_features).tree, read) << text;
        }
    }
}

TEST(ToInfix, ReadsAsAPhysicistWrites) {
    for (std::string const formula : {"2*x + y",       "x - y - 2",     "x - (y - 2)",
                                      "x*(y + 2)",     "x/(y*2)",       "x*y/2",
                                      "x^2",           "(x + y)^2",     "(-2)^x",
                                      "-x^2",          "-(x + y)",      "-0.5*x",
                                      "x^-2",          "x^y^2",         "(x^y)^2",
                                      "square(x + 1)", "min(x, y + 1)", "sin(`/tree/pt`)",
                                      "x + 0.5",       "1.5e-07*x",     "-x*y"}) {
        EXPECT_EQ(infix(formula), formula);
    }
}

TEST(ToInfix, MovesSignsToWhereAReaderExpectsThem) {
    EXPECT_EQ(infix("x - -2/x - 2"), "x + 2/x - 2");
    EXPECT_EQ(infix("x + -0.007"), "x - 0.007");
    EXPECT_EQ(infix("x - -2*y*x"), "x + 2*y*x");
    EXPECT_EQ(infix("-2 + x"), "x - 2");
    EXPECT_EQ(infix("-x*y + (x - 1)"), "x - 1 - x*y");
    EXPECT_EQ(infix("x*-y"), "-x*y");
    EXPECT_EQ(infix("x/-2"), "-x/2");
    EXPECT_EQ(infix("x*(-2*y)"), "-x*(2*y)");
    EXPECT_EQ(infix("x - (-(x + y))"), "x + (x + y)");
    EXPECT_EQ(infix("-(x*y)"), "-x*y");
    EXPECT_EQ(infix("-(-x)"), "x");
    EXPECT_EQ(infix("-(0.5)"), "-0.5");
    EXPECT_EQ(infix("-(x - y)*2"), "-(x - y)*2");
    EXPECT_EQ(infix("sin(-2 + x)"), "sin(x - 2)");
}

TEST(ToInfix, LeavesOutConstantsThatChangeNothing) {
    EXPECT_EQ(infix("1*x"), "x");
    EXPECT_EQ(infix("-1*x + y"), "y - x");
    EXPECT_EQ(infix("x*1/1"), "x");
    EXPECT_EQ(infix("x/-1"), "-x");
    EXPECT_EQ(infix("x + 0"), "x");
    EXPECT_EQ(infix("0 - x"), "-x");
    EXPECT_EQ(infix("x^1"), "x");
    EXPECT_EQ(infix("1/x"), "1/x");
    EXPECT_EQ(infix("x^-1"), "x^-1");
    // As printed: with few digits, or with the name of a constant that happens to be 1.
    EXPECT_EQ(to_infix(printed_tree("0.99999*x + y"), printed_features, {.digits = 3}), "x + y");
    EXPECT_EQ(to_infix(printed_tree("1*x"), printed_features, {.constant_names = {"a"}}), "a*x");
}

TEST(ToInfix, RoundsOnlyWhenAsked) {
    auto const tree = printed_tree("0.123456789*x + 1234567");
    EXPECT_EQ(to_infix(tree, printed_features), "0.123456789*x + 1234567");
    EXPECT_EQ(to_infix(tree, printed_features, {.digits = 3}), "0.123*x + 1.23e+06");
    EXPECT_EQ(to_infix(constant_tree(1.0 / 3), printed_features), "0.3333333333333333");
}

TEST(ToInfix, NamesStandForConstants) {
    auto const tree = printed_tree("-0.5*x + square(2)^-3");
    auto const names = letter_names(3, std::vector<std::string>{"b"});
    EXPECT_EQ(names, (std::vector<std::string>{"a", "c", "d"}));
    auto const text = to_infix(tree, printed_features, {.constant_names = names});
    EXPECT_EQ(text, "a*x + square(c)^d");
    EXPECT_EQ(parse(text, printed_features, UnknownNames::are_parameters).tree.nodes, tree.nodes);
    EXPECT_EQ(letter_names(28, {}).back(), "b1");
}

TEST(ToInfix, LargeTreesNeedNoRecursion) {
    Tree tree = variable_tree(0);
    for (int i = 0; i < 20000; ++i) {
        tree.nodes.push_back({Opcode::variable, 1});
        tree.nodes.push_back({Opcode::add, 0});
    }
    EXPECT_EQ(parse(to_infix(tree, printed_features), printed_features).tree, tree);
}

TEST(ToLatex, WritesWhatAPaperWould) {
    EXPECT_EQ(latex("x/y"), "\\frac{x}{y}");
    EXPECT_EQ(latex("(x + 1)/square(y)"), "\\frac{x + 1}{y^{2}}");
    EXPECT_EQ(latex("2*x*y"), "2 \\, x \\, y");
    EXPECT_EQ(latex("x*2"), "x \\cdot 2");
    EXPECT_EQ(latex("-8.32e-7*x_p1"), "-8.32\\cdot10^{-7} \\, x_{p1}");
    EXPECT_EQ(latex("x + -0.5*y"), "x - 0.5 \\, y");
    EXPECT_EQ(latex("x - -0.5*y"), "x + 0.5 \\, y");
    EXPECT_EQ(latex("x - (y - 1)"), "x - \\left(y - 1\\right)");
    EXPECT_EQ(latex("x + (y - 1)"), "x + y - 1");
    EXPECT_EQ(latex("x*(-y)"), "-x \\, y");
    EXPECT_EQ(latex("x/-2 + 1*y"), "y - \\frac{x}{2}");
    EXPECT_EQ(latex("-(x + y)"), "-\\left(x + y\\right)");
    EXPECT_EQ(latex("-(-0.5)"), "0.5");
    EXPECT_EQ(latex("square(x + y)"), "\\left(x + y\\right)^{2}");
    EXPECT_EQ(latex("square(-0.5)"), "\\left(-0.5\\right)^{2}");
    EXPECT_EQ(latex("cube(square(x))"), "\\left(x^{2}\\right)^{3}");
    EXPECT_EQ(latex("square(x/y)"), "\\left(\\frac{x}{y}\\right)^{2}");
    EXPECT_EQ(latex("x^(y + 1)"), "x^{y + 1}");
    EXPECT_EQ(latex("sin(x)"), "\\sin\\left(x\\right)");
    EXPECT_EQ(latex("square(sin(x))"), "\\sin^{2}\\left(x\\right)");
    EXPECT_EQ(latex("sin(x)^-1"), "\\sin\\left(x\\right)^{-1}");
    EXPECT_EQ(latex("square(asin(x)*2)"), "\\left(\\arcsin\\left(x\\right) \\cdot 2\\right)^{2}");
    EXPECT_EQ(latex("sqrt(x + 1)"), "\\sqrt{x + 1}");
    EXPECT_EQ(latex("abs(x)"), "\\left|x\\right|");
    EXPECT_EQ(latex("inv(x)"), "\\frac{1}{x}");
    EXPECT_EQ(latex("max(x, y)"), "\\max\\left(x, y\\right)");
    EXPECT_EQ(latex("`/tree/pt`"), "\\mathrm{/tree/pt}");
    EXPECT_EQ(to_latex(printed_tree("2*x"), printed_features, {.constant_names = {"a"}}),
              "a \\, x");
    EXPECT_EQ(to_latex(printed_tree("0.123456*x"), printed_features, {.digits = 2}), "0.12 \\, x");
}

TEST(LatexName, SetsIndicesGreekAndWords) {
    EXPECT_EQ(latex_name("x"), "x");
    EXPECT_EQ(latex_name("x_p1"), "x_{p1}");
    EXPECT_EQ(latex_name("m_inv"), "m_{\\mathrm{inv}}");
    EXPECT_EQ(latex_name("s_phi"), "s_{\\phi}");
    EXPECT_EQ(latex_name("theta_1"), "\\theta_{1}");
    EXPECT_EQ(latex_name("x1"), "x1");
    EXPECT_EQ(latex_name("dphi"), "\\mathrm{dphi}");
    EXPECT_EQ(latex_name("cos_theta"), "\\mathrm{cos\\_theta}");
    EXPECT_EQ(latex_name("50%_{a}"), "\\mathrm{50\\%\\_\\{a\\}}");
}

TEST(ToPython, WritesSympyWithoutFunctionsOfOurOwn) {
    EXPECT_EQ(sympy("square(x + 1)"), "(x + 1.0)**2");
    EXPECT_EQ(sympy("cube(x)*inv(y)"), "x**3*(1/y)");
    EXPECT_EQ(sympy("inv(x + y)"), "1/(x + y)");
    EXPECT_EQ(sympy("min(x, abs(y))"), "Min(x, Abs(y))");
    EXPECT_EQ(sympy("x^y^2"), "x**(y**2.0)");
    EXPECT_EQ(sympy("-x^2"), "-x**2.0");
    EXPECT_EQ(sympy("sin(`/tree/pt`)"), "sin(_tree_pt)");
}

TEST(ToPython, WritesNumpyThatNeitherRaisesNorGoesComplex) {
    EXPECT_EQ(numpy("min(x, asin(y))"), "np.minimum(x, np.arcsin(y))");
    EXPECT_EQ(numpy("1/0"), "np.float64(1.0)/0.0");
    EXPECT_EQ(numpy("(-2)^0.5"), "np.float64(-2.0)**0.5");
    EXPECT_EQ(numpy("inv(-(2))*x"), "-1/np.float64(2.0)*x");
}

TEST(PythonNames, AreDistinctIdentifiersAndKeepWhatIsOne) {
    std::vector<std::string> const odd = {"a/b", "a_b", "lambda", "1st", "sin", "a b", "", "x"};
    EXPECT_EQ(python_names(odd), (std::vector<std::string>{"a_b_2", "a_b", "lambda_", "_1st",
                                                           "sin_", "a_b_3", "_", "x"}));
}

}  // namespace
}  // namespace balmer::expr
