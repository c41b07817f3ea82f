#include "balmer/base/error.hpp"
#include "balmer/physics/toy/sample.hpp"

#include <functional>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace balmer::physics::toy {
namespace {

/// The mistakes of a sound sample that `spoil` has changed.
std::string mistakes(std::function<void(Settings&)> const& spoil) {
    Settings settings{.expression = "a*x + sin(y)",
                      .ranges = {{"x", 1, 5}, {"y", 0, 3}},
                      .constants = {{"a", 2}},
                      .event_count = 10,
                      .seed = 1};
    spoil(settings);
    try {
        validate(settings);
    } catch (InputError const& error) {
        return error.what();
    }
    return "";
}

void expect_mistake(std::function<void(Settings&)> const& spoil, std::string const& part) {
    auto const text = mistakes(spoil);
    EXPECT_NE(text.find(part), std::string::npos) << "'" << text << "' lacks '" << part << "'";
}

TEST(ToySettings, SoundOnesAreAccepted) {
    EXPECT_EQ(mistakes([](Settings&) {}), "");
    EXPECT_EQ(mistakes([](Settings& s) { s.ranges[0].high = 1; }), "");
    // A feature that does not occur in the formula.
    EXPECT_EQ(mistakes([](Settings& s) { s.ranges.push_back({"z", 0, 1}); }), "");
}

TEST(ToySettings, UnknownNamesOfTheFormulaHaveAWayOut) {
    expect_mistake([](Settings& s) { s.expression = "a*x + sin(why)"; },
                   "Add --range why=LOW:HIGH or --constant why=VALUE?");
    expect_mistake([](Settings& s) { s.expression = "a*X + sin(y)"; }, "Did you mean 'x'?");
    expect_mistake([](Settings& s) { s.expression = "a*x + sn(y)"; }, "sn");
}

TEST(ToySettings, ConstantsThatDoNotOccurAreRefused) {
    expect_mistake([](Settings& s) { s.expression = "x + y"; }, "constant 'a' does not occur");
}

TEST(ToySettings, RangesMustFitTheirSpread) {
    expect_mistake([](Settings& s) { s.ranges[0].low = 6; }, "LOW <= HIGH");
    expect_mistake([](Settings& s) { s.ranges[0].high = std::numeric_limits<double>::infinity(); },
                   "finite numbers");
    expect_mistake([](Settings& s) { s.ranges[1].spread = Spread::logarithmic; }, "LOW > 0");
    expect_mistake(
        [](Settings& s) {
            s.ranges[1] = {"y", 0, 2.5, Spread::whole};
        },
        "whole numbers");
}

TEST(ToySettings, NamesMustBeDistinct) {
    expect_mistake([](Settings& s) { s.ranges.push_back({"a", 0, 1}); }, "'a' is given twice");
    expect_mistake([](Settings& s) { s.target = "x"; }, "'x' is given twice");
    expect_mistake([](Settings& s) { s.target = "exact"; }, "another column");
    expect_mistake([](Settings& s) { s.ranges.push_back({"sin", 0, 1}); }, "fixed meaning");
    expect_mistake(
        [](Settings& s) {
            s.idle_count = 1;
            s.ranges.push_back({"idle_1", 0, 1});
        },
        "another column");
}

TEST(ToySettings, NumbersMustBeSound) {
    expect_mistake([](Settings& s) { s.noise = -1; }, "noise is -1");
    expect_mistake([](Settings& s) { s.event_count = 0; }, "number of events is 0");
    expect_mistake([](Settings& s) { s.ranges.clear(); }, "no feature has a range");
    expect_mistake([](Settings& s) { s.idle_count = 1001; }, "at most 1000");
}

}  // namespace
}  // namespace balmer::physics::toy
