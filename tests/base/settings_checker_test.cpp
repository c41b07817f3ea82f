#include "balmer/base/settings_checker.hpp"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace balmer {
namespace {

using Problems = std::vector<KeyedProblem>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(SettingsChecker, ValuesWithinTheirRulesAreNoProblem) {
    SettingsChecker checker("search");
    checker.at_least("a", 0, 0);
    checker.above("b", 1e-300, 0);
    checker.between("c", 1.0, 0, 1);
    checker.inside("d", 0.5, 0, 1);
    checker.probability("e", 0);
    checker.finite("f", -1e300);
    checker.whole("g", -3);
    checker.require(true, "h", "text", "anything");
    EXPECT_EQ(std::move(checker).problems(), Problems{});
}

TEST(SettingsChecker, EachViolationSaysKeyValueAndRuleInOrder) {
    SettingsChecker checker("run");
    checker.at_least("a", -1, 2);
    checker.above("b", 0.0, 0);
    checker.between("c", 1.5, 0, 1);
    checker.inside("d", 1.0, 0, 1);
    checker.whole("e", 0.25);
    checker.finite("f", infinity);
    checker.whole("g", infinity);
    checker.require(false, "h", "text", "anything else");
    checker.at_least("i", std::uint64_t{0}, 1);
    EXPECT_EQ(std::move(checker).problems(),
              (Problems{{"run.a", "run.a = -1 (must be 2 or more)"},
                        {"run.b", "run.b = 0 (must be above 0)"},
                        {"run.c", "run.c = 1.5 (must be between 0 and 1)"},
                        {"run.d", "run.d = 1 (must be above 0 and below 1)"},
                        {"run.e", "run.e = 0.25 (must be a whole number)"},
                        {"run.f", "run.f = inf (must be a finite number)"},
                        {"run.g", "run.g = inf (must be a whole number)"},
                        {"run.h", "run.h = text (must be anything else)"},
                        {"run.i", "run.i = 0 (must be 1 or more)"}}));
}

TEST(SettingsChecker, NanViolatesEveryRule) {
    SettingsChecker checker;
    checker.at_least("a", nan, 0);
    checker.above("b", nan, 0);
    checker.between("c", nan, 0, 1);
    checker.inside("d", nan, 0, 1);
    checker.probability("e", nan);
    checker.finite("f", nan);
    checker.whole("g", nan);
    EXPECT_EQ(std::move(checker).problems().size(), 7u);
}

TEST(SettingsChecker, WithoutASectionTheKeyIsReportedAsItIs) {
    SettingsChecker checker;
    checker.require(false, "bins", true, "a number");
    EXPECT_EQ(std::move(checker).problems(),
              (Problems{{"bins", "bins = true (must be a number)"}}));
}

}  // namespace
}  // namespace balmer
