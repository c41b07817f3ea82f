#include "balmer/expr/parse.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/expr/print.hpp"

#include "expr/random_trees.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

std::vector<std::string> const features = {"x", "y", "x_p1", "/tree/pt", "odd`name"};

constexpr Node c{Opcode::constant, 0}, x{Opcode::variable, 0}, y{Opcode::variable, 1};
constexpr Node op(Opcode opcode) { return {opcode, 0}; }

Tree tree_of(std::string_view formula) { return parse(formula, features).tree; }

std::string error_of(std::string_view formula, UnknownNames policy = UnknownNames::refuse) {
    try {
        parse(formula, features, policy);
    } catch (InputError const& error) {
        return error.what();
    }
    return "no error";
}

TEST(Parse, KnowsPrecedenceAndAssociativity) {
    using enum Opcode;
    EXPECT_EQ(tree_of("x + y*2"), (Tree{{x, y, c, op(mul), op(add)}, {2}}));
    EXPECT_EQ(tree_of("x - y - 2"), (Tree{{x, y, op(sub), c, op(sub)}, {2}}));
    EXPECT_EQ(tree_of("x / y * 2"), (Tree{{x, y, op(div), c, op(mul)}, {2}}));
    EXPECT_EQ(tree_of("x ^ y ** 2"), (Tree{{x, y, c, op(pow), op(pow)}, {2}}));
    EXPECT_EQ(tree_of("(x + y)*2"), (Tree{{x, y, op(add), c, op(mul)}, {2}}));
    EXPECT_EQ(tree_of("-x^2"), (Tree{{x, c, op(pow), op(neg)}, {2}}));
    EXPECT_EQ(tree_of("-x*y"), (Tree{{x, op(neg), y, op(mul)}, {}}));
    EXPECT_EQ(tree_of("x^-y^2"), (Tree{{x, y, c, op(pow), op(neg), op(pow)}, {2}}));
    EXPECT_EQ(tree_of("+x"), tree_of("x"));
    EXPECT_EQ(tree_of("\t( ( x ) )\n"), tree_of("x"));
}

TEST(Parse, AMinusBeforeANumberIsItsSignUnlessAPowerFollows) {
    using enum Opcode;
    EXPECT_EQ(tree_of("-0.5"), constant_tree(-0.5));
    EXPECT_EQ(tree_of("2*-0.5"), (Tree{{c, c, op(mul)}, {2, -0.5}}));
    EXPECT_EQ(tree_of("x - -0.5"), (Tree{{x, c, op(sub)}, {-0.5}}));
    EXPECT_EQ(tree_of("x-0.5"), (Tree{{x, c, op(sub)}, {0.5}}));
    EXPECT_EQ(tree_of("-2^2"), (Tree{{c, c, op(pow), op(neg)}, {2, 2}}));
    EXPECT_EQ(tree_of("-2 ** 2"), tree_of("-2^2"));
    EXPECT_EQ(tree_of("(-2)^2"), (Tree{{c, c, op(pow)}, {-2, 2}}));
    EXPECT_EQ(tree_of("2^-0.5"), (Tree{{c, c, op(pow)}, {2, -0.5}}));
    EXPECT_EQ(tree_of("--0.5"), (Tree{{c, op(neg)}, {-0.5}}));
    EXPECT_EQ(tree_of("-(0.5)"), (Tree{{c, op(neg)}, {0.5}}));
    EXPECT_TRUE(std::signbit(tree_of("-0").constants.at(0)));
}

TEST(Parse, ReadsNumbersInAllTheirForms) {
    auto const value = [](std::string_view text) { return tree_of(text).constants.at(0); };
    EXPECT_EQ(value("1"), 1.0);
    EXPECT_EQ(value("1."), 1.0);
    EXPECT_EQ(value("1.5"), 1.5);
    EXPECT_EQ(value(".5"), 0.5);
    EXPECT_EQ(value("1e-3"), 1e-3);
    EXPECT_EQ(value("1.25E+3"), 1250.0);
    EXPECT_EQ(value("5e-324"), 5e-324);
    EXPECT_EQ(value("1.7976931348623157e308"), 1.7976931348623157e308);
    EXPECT_EQ(value("pi"), std::numbers::pi);
}

TEST(Parse, KnowsEveryFunctionAndAlias) {
    for (auto const& row : opcode_table) {
        if (is_leaf(row.op) || row.name.size() < 3) continue;
        auto const arguments = row.arity == 1 ? "(x)" : "(x, y)";
        Tree expected = variable_tree(0);
        if (row.arity == 2) expected.nodes.push_back(y);
        expected.nodes.push_back(op(row.op));
        EXPECT_EQ(tree_of(std::string(row.name) + arguments), expected) << row.name;
    }
    EXPECT_EQ(tree_of("ln(x)"), tree_of("log(x)"));
    EXPECT_EQ(tree_of("fabs(x) + Abs(x)"), tree_of("abs(x) + abs(x)"));
    EXPECT_EQ(tree_of("arcsin(arccos(arctan(x)))"), tree_of("asin(acos(atan(x)))"));
    EXPECT_EQ(tree_of("Min(x, y)*Max(x, y)"), tree_of("min(x, y)*max(x, y)"));
    EXPECT_EQ(tree_of("minimum(x, y)*maximum(x, y)"), tree_of("min(x, y)*max(x, y)"));
    EXPECT_EQ(tree_of("power(x, y)"), tree_of("x^y"));
}

TEST(Parse, BackquotesHoldAnyName) {
    EXPECT_EQ(tree_of("`/tree/pt`"), variable_tree(3));
    EXPECT_EQ(tree_of("`odd``name`"), variable_tree(4));
    EXPECT_EQ(tree_of("`x`"), variable_tree(0));
}

TEST(Parse, AFeatureNamedAsAConstantOrFunctionStaysAFeature) {
    std::vector<std::string> const odd = {"pi", "sin", "inf"};
    EXPECT_EQ(parse("pi", odd).tree, variable_tree(0));
    EXPECT_EQ(parse("sin(sin)", odd).tree, (Tree{{{Opcode::variable, 1}, op(Opcode::sin)}, {}}));
    EXPECT_EQ(parse("inf", odd).tree, variable_tree(2));
}

TEST(Parse, UnknownNamesAreParametersWhereAskedFor) {
    auto const parsed = parse("a*x + 2*b + a", features, UnknownNames::are_parameters);
    EXPECT_EQ(parsed.tree.constants, (std::vector<double>{1, 2, 1, 1}));
    EXPECT_EQ(parsed.parameter_of_constant, (std::vector<int>{0, -1, 1, 0}));
    EXPECT_EQ(parsed.parameter_names, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(parse("x + 2", features).parameter_of_constant, (std::vector<int>{-1}));
}

TEST(ParseErrors, ShowThePlaceAndTheWayOut) {
    EXPECT_EQ(error_of("x + )"),
              "expected a number, a name, a function or '(', found ')'\n"
              "  x + )\n"
              "      ^");
    EXPECT_EQ(error_of("x +  "),
              "expected a number, a name, a function or '(', found the end of the formula\n"
              "  x +  \n"
              "     ^");
    EXPECT_EQ(error_of(""),
              "expected a number, a name, a function or '(', found the end of the formula\n"
              "  \n"
              "  ^");
    EXPECT_EQ(error_of("2x"),
              "expected an operator, found 'x'. Write products with '*'?\n"
              "  2x\n"
              "   ^");
    EXPECT_EQ(error_of("sin(x"),
              "'(' without a matching ')'\n"
              "  sin(x\n"
              "     ^");
    EXPECT_EQ(error_of("x + y)"),
              "')' without a matching '('\n"
              "  x + y)\n"
              "       ^");
    EXPECT_EQ(error_of("(x, y)"),
              "expected an operator or ')', found ','\n"
              "  (x, y)\n"
              "    ^");
    EXPECT_EQ(error_of("y*x_p2"),
              "unknown name 'x_p2'. Did you mean 'x_p1'?\n"
              "  y*x_p2\n"
              "    ^");
    EXPECT_EQ(error_of("1 + temperature"),
              "unknown name 'temperature'. Features are 'x', 'y', 'x_p1', '/tree/pt', "
              "'odd`name'.\n"
              "  1 + temperature\n"
              "      ^");
    EXPECT_EQ(error_of("y + sin x"),
              "sin needs its argument in parentheses: sin(…)\n"
              "  y + sin x\n"
              "      ^");
    EXPECT_EQ(error_of("y + sqare(x)"),
              "unknown function 'sqare'. Did you mean 'square'?\n"
              "  y + sqare(x)\n"
              "      ^");
    EXPECT_EQ(error_of("x(y)"),
              "'x' is not a function. Write products with '*': x*(…)?\n"
              "  x(y)\n"
              "  ^");
    EXPECT_EQ(error_of("sin(x, y)"),
              "sin takes 1 argument, not 2\n"
              "  sin(x, y)\n"
              "  ^");
    EXPECT_EQ(error_of("1 + min()"),
              "min takes 2 arguments, not 0\n"
              "  1 + min()\n"
              "      ^");
    EXPECT_EQ(error_of("x + inf"),
              "'inf' is not allowed in a formula (finite numbers only)\n"
              "  x + inf\n"
              "      ^");
    EXPECT_EQ(error_of("NaN", UnknownNames::are_parameters),
              "'NaN' is not allowed in a formula (finite numbers only)\n"
              "  NaN\n"
              "  ^");
    EXPECT_EQ(error_of("x*1e999"),
              "number outside the range of double precision (5e-324 to 1.7976931348623157e+308)\n"
              "  x*1e999\n"
              "    ^");
    EXPECT_EQ(error_of("x*`a"),
              "backquote without a closing backquote\n"
              "  x*`a\n"
              "    ^");
}

TEST(ParseErrors, TheCaretCountsCharactersNotBytes) {
    EXPECT_EQ(error_of("`/tree/pt` + `Größe` - x"),
              "unknown name 'Größe'. Features are 'x', 'y', 'x_p1', '/tree/pt', 'odd`name'.\n"
              "  `/tree/pt` + `Größe` - x\n"
              "               ^");
    std::vector<std::string> const umlaut = {"Größe"};
    try {
        parse("`Größe` − 1", umlaut);
        FAIL() << "a minus that is none was accepted";
    } catch (InputError const& error) {
        EXPECT_STREQ(error.what(),
                     "expected an operator, found '−'\n"
                     "  `Größe` − 1\n"
                     "          ^");
    }
}

TEST(ParseErrors, OnlyTheLineOfTheMistakeIsShown) {
    EXPECT_EQ(error_of("x +\n\ty +* 2\n+ 1"),
              "expected a number, a name, a function or '(', found '*'\n"
              "   y +* 2\n"
              "      ^");
}

TEST(ParseErrors, LongLinesAreShownAroundThePlace) {
    std::string formula;
    for (int i = 0; i < 200; ++i) formula += "x + ";
    auto const error = error_of(formula + "? + " + formula + "x");
    EXPECT_NE(error.find("found '?'\n  …"), std::string::npos) << error;
    EXPECT_LT(error.size(), 400u);
}

TEST(ParseErrors, DepthAndLengthAreBounded) {
    auto const repeated = [](std::string_view piece, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += piece;
        return text;
    };
    for (auto const* const piece : {"(", "-", "+", "x^", "sin(", "-(", "min(x,"}) {
        auto const error = error_of(repeated(piece, 15000));
        EXPECT_EQ(error.find("formula too deeply nested (at most 1000 levels)"), 0u) << piece;
    }
    EXPECT_EQ(error_of(repeated("x+", 60000)),
              "formula of 120000 bytes is too long (at most 100000)");
    EXPECT_NO_THROW(tree_of(repeated("x+", 49999) + "x"));
    EXPECT_NO_THROW(tree_of(repeated("(", 900) + "x" + repeated(")", 900)));
}

/// The parser does not crash, throws only InputError, and accepts only valid trees.
void parse_hostile(std::string_view text) {
    for (auto const policy : {UnknownNames::refuse, UnknownNames::are_parameters}) {
        try {
            auto const parsed = parse(text, features, policy);
            ASSERT_TRUE(is_valid(parsed.tree, features.size())) << text;
            ASSERT_EQ(parsed.parameter_of_constant.size(), parsed.tree.constants.size());
        } catch (InputError const&) {
        }
    }
}

TEST(ParseHostileInput, RandomBytesNeverCrash) {
    RandomStream stream(4, 0, 0, Purpose::test);
    for (int i = 0; i < 20000; ++i) {
        std::string text(stream.below(40), ' ');
        for (auto& byte : text) byte = static_cast<char>(stream.below(256));
        parse_hostile(text);
    }
}

TEST(ParseHostileInput, RandomTokensNeverCrash) {
    std::vector<std::string_view> const tokens = {
        "x", "y",   "(",   ")", "+", "-",  "*",   "/", "^",  "**", ",", "1",    ".5", "e3",
        "`", "sin", "min", "a", ".", "pi", "inf", " ", "\n", "1e", "−", "\xff", "\0", "2."};
    RandomStream stream(4, 1, 0, Purpose::test);
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (auto count = stream.below(25); count > 0; --count) {
            text += tokens[stream.below(static_cast<std::uint32_t>(tokens.size()))];
        }
        parse_hostile(text);
    }
}

TEST(ParseHostileInput, MutatedFormulasNeverCrash) {
    RandomStream stream(4, 2, 0, Purpose::test);
    for (int i = 0; i < 20000; ++i) {
        auto text = to_infix(testing::random_tree(stream), features);
        for (auto count = 1 + stream.below(3); count > 0 && !text.empty(); --count) {
            auto const at = stream.below(static_cast<std::uint32_t>(text.size()));
            switch (stream.below(3)) {
                case 0:
                    text.erase(at, 1 + stream.below(5));
                    break;
                case 1:
                    text[at] = static_cast<char>(stream.below(256));
                    break;
                default:
                    text.insert(at, text.substr(stream.below(at + 1), 5));
            }
        }
        parse_hostile(text);
    }
}

}  // namespace
}  // namespace balmer::expr
