#include "scoring/domain.hpp"

#include "balmer/expr/parse.hpp"
#include "balmer/expr/print.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::scoring {
namespace {

std::vector<std::string> const features = {"x"};

/// The arguments that must not be negative, with 2, 3, 4, … as values of the parameters.
std::vector<std::string> arguments_of(std::string const& formula) {
    auto const parsed = expr::parse(formula, features, expr::UnknownNames::are_parameters);
    fit::ParameterMap const map{parsed.parameter_of_constant, parsed.parameter_names.size()};
    std::vector<double> values;
    for (std::size_t k = 0; k < map.parameter_count; ++k) {
        values.push_back(2 + static_cast<double>(k));
    }
    std::vector<std::string> found;
    for (auto const& condition : domain_conditions(parsed.tree, map)) {
        found.push_back(expr::to_infix(condition.at(values), features));
    }
    return found;
}

using Texts = std::vector<std::string>;

TEST(DomainConditions, ArgumentsOfRootsLogarithmsArcsAndPowers) {
    EXPECT_EQ(arguments_of("a*sqrt(x - b)"), Texts{"x - 3"});
    EXPECT_EQ(arguments_of("log(a*x)"), Texts{"2*x"});
    EXPECT_EQ(arguments_of("asin(a*x)"), (Texts{"1 - 2*x", "1 + 2*x"}));
    EXPECT_EQ(arguments_of("acos(x/a)"), (Texts{"1 - x/2", "1 + x/2"}));
    EXPECT_EQ(arguments_of("(x - a)^b"), Texts{"x - 2"});
    EXPECT_EQ(arguments_of("(x - a)^0.5"), Texts{"x - 2"});
    EXPECT_EQ(arguments_of("(x - a)^x"), Texts{"x - 2"});
}

TEST(DomainConditions, AQuotientIsNegativeWhereTheProductIs) {
    EXPECT_EQ(arguments_of("sqrt((x - a)/(b - x))"), Texts{"(x - 2)*(3 - x)"});
    EXPECT_EQ(arguments_of("log(a*(x/b)/x)"), Texts{"2*(x*3)*x"});
    EXPECT_EQ(arguments_of("sqrt(1 - x/a)"), Texts{"1 - x/2"});
}

TEST(DomainConditions, InnerArgumentsComeFirst) {
    EXPECT_EQ(arguments_of("sqrt(log(x - a) - b)"), (Texts{"x - 2", "log(x - 2) - 3"}));
}

TEST(DomainConditions, NoneWhereTheFormulaIsAlwaysDefinedOrNoParameterMatters) {
    EXPECT_EQ(arguments_of("(x - a)^3 + (x - b)^-2 + exp(c*x)/x"), Texts{});
    EXPECT_EQ(arguments_of("a*sqrt(x) + b*log(x - 1)"), Texts{});
}

TEST(DomainConditions, AParameterAtTwoPlacesHasTheSumOfBothDerivatives) {
    auto const parsed =
        expr::parse("sqrt((x - a)*(x + a))", features, expr::UnknownNames::are_parameters);
    auto const conditions = domain_conditions(
        parsed.tree, {parsed.parameter_of_constant, parsed.parameter_names.size()});
    ASSERT_EQ(conditions.size(), 1u);
    EXPECT_EQ(conditions[0].by_parameters({-3, 5}), std::vector<double>{2});
}

}  // namespace
}  // namespace balmer::scoring
