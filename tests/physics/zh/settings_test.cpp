#include "balmer/base/error.hpp"
#include "balmer/physics/zh/sample.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace balmer::physics::zh {
namespace {

std::string problem_of(Settings const& settings) {
    try {
        validate(settings);
    } catch (InputError const& error) {
        return error.what();
    }
    return "";
}

void expect_problem(Settings const& settings, std::string const& word) {
    auto const problem = problem_of(settings);
    EXPECT_NE(problem.find(word), std::string::npos) << '"' << problem << '"';
}

TEST(ZhSettings, OnesThatMakeSensePass) {
    EXPECT_EQ(problem_of({.event_count = 1}), "");
    EXPECT_EQ(problem_of({.theta = -10, .event_count = 1, .pt_window = no_pt_window}), "");
    EXPECT_EQ(problem_of({.event_count = 1, .pt_window = {0, 100}, .pdf = "grv94l"}), "");
    EXPECT_EQ(problem_of({.event_count = 1, .pt_window = {6000, 1e9}}), "");
}

TEST(ZhSettings, EachMistakeIsNamedWithItsRule) {
    double const nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
    expect_problem({.theta = nan, .event_count = 1}, "theta is nan");
    expect_problem({.theta = infinity, .event_count = 1}, "must be finite");
    expect_problem({.event_count = 0}, "number of events");
    expect_problem({.event_count = 1, .pt_window = {-1, 100}}, "pt_min is -1");
    expect_problem({.event_count = 1, .pt_window = {nan, 100}}, "pt_min is nan");
    expect_problem({.event_count = 1, .pt_window = {100, 100}}, "pt_max is 100");
    expect_problem({.event_count = 1, .pt_window = {100, nan}}, "pt_max is nan");
    expect_problem({.event_count = 1, .pt_window = {6600, 7000}}, "leaves no events");
    expect_problem({.event_count = 1, .target = {.scale = 0}}, "scale is 0");
    expect_problem({.event_count = 1, .pdf = "mstw"}, "mstw");
    expect_problem({.event_count = 1, .sqrt_s_gev = 200}, "sqrt_s is 200");
    expect_problem({.event_count = 1, .sqrt_s_gev = nan}, "sqrt_s is nan");
    expect_problem({.event_count = 1, .pdf = "grv94l", .sqrt_s_gev = 1e5}, "x reaches down");
    expect_problem({.event_count = 1, .detector = DetectorSettings{.stochastic = -1}}, "-1");
}

TEST(ZhSettings, AllMistakesAreReportedTogether) {
    try {
        generate({.theta = std::nan(""), .pt_window = {5, 4}, .pdf = "mstw"});
        FAIL() << "nothing was thrown";
    } catch (InputError const& error) {
        EXPECT_EQ(error.problems().size(), 4u) << error.what();
    }
}

TEST(ZhFlavours, HaveNames) {
    for (auto const flavours : all_flavours) {
        EXPECT_EQ(flavours_of(to_string(flavours)), flavours);
    }
    EXPECT_EQ(flavours_of("s"), std::nullopt);
}

}  // namespace
}  // namespace balmer::physics::zh
