#include "balmer/base/error.hpp"
#include "balmer/physics/mt2/sample.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace balmer::physics::mt2 {
namespace {

/// The message of validate(), one line per problem.
std::string problems_of(Settings const& settings) {
    try {
        validate(settings);
    } catch (InputError const& error) {
        return error.what();
    }
    return "";
}

Settings good(Case which = Case::eq11) { return {.which = which, .event_count = 1}; }

TEST(Mt2SampleSettings, DefaultsArePossibleInEveryCase) {
    for (auto const which : all_cases) EXPECT_EQ(problems_of(good(which)), "");
}

TEST(Mt2SampleSettings, RefusesWhatCannotBeDrawn) {
    auto settings = good();
    settings.event_count = 0;
    EXPECT_NE(problems_of(settings).find("at least 1"), std::string::npos);
    for (Range const range :
         {Range{5, 4}, Range{-1, 4}, Range{std::nan(""), 4}, Range{1, HUGE_VAL}, Range{0, 1e10}}) {
        settings = good();
        settings.ranges.momentum_gev = range;
        EXPECT_NE(problems_of(settings).find("the momentum is from"), std::string::npos);
        settings = good();
        settings.ranges.visible_mass_gev = range;
        EXPECT_NE(problems_of(settings).find("the visible mass is from"), std::string::npos);
        settings = good();
        settings.ranges.invisible_mass_gev = range;
        EXPECT_NE(problems_of(settings).find("the invisible mass is from"), std::string::npos);
    }
    settings = good();
    settings.ranges.momentum_gev = {0, 0};
    EXPECT_NE(problems_of(settings).find("always 0"), std::string::npos);
    settings = good();
    settings.which = static_cast<Case>(12);
    EXPECT_NE(problems_of(settings).find("no case 12"), std::string::npos);
}

TEST(Mt2SampleSettings, RangesAreForTheCasesThatLeaveThemFree) {
    for (auto const which : all_cases) {
        auto settings = good(which);
        settings.ranges.q = Range{-2, -1};
        EXPECT_EQ(problems_of(settings).empty(), has_free_q(which));
        settings = good(which);
        settings.ranges.visible_mass_gev = Range{1, 2};
        EXPECT_EQ(problems_of(settings).empty(), has_visible_mass(which));
        settings = good(which);
        settings.ranges.invisible_mass_gev = Range{1, 2};
        EXPECT_EQ(problems_of(settings).empty(), has_invisible_mass(which));
    }
    auto settings = good(Case::eq8);
    settings.ranges.visible_mass_gev = Range{0, 10};
    EXPECT_EQ(problems_of(settings),
              "a visible mass was given for case 8 (only cases 10, 11 and 13 leave it free). Leave "
              "it out?");
}

TEST(Mt2SampleSettings, QOfCase17IsNeverPositive) {
    auto settings = good(Case::eq17);
    settings.ranges.q = Range{-1, 1};
    EXPECT_NE(problems_of(settings), "");
    settings.which = Case::eq16;
    EXPECT_EQ(problems_of(settings), "");
}

/// Ranges for which every target is 0.
TEST(Mt2SampleSettings, RefusesRangesThatLeaveOnlyMt2OfZero) {
    Range const zero{0, 0};
    auto settings = good(Case::eq17);
    settings.ranges.q = zero;
    EXPECT_NE(problems_of(settings).find("every MT2 of case 17 is 0"), std::string::npos);
    settings = good(Case::eq16);
    settings.ranges.q = Range{0, 2};
    EXPECT_EQ(problems_of(settings), "");
    settings.ranges.invisible_mass_gev = zero;
    EXPECT_NE(problems_of(settings).find("every MT2"), std::string::npos);
    settings = good(Case::eq14);
    settings.ranges.invisible_mass_gev = zero;
    EXPECT_NE(problems_of(settings).find("every MT2"), std::string::npos);
    settings = good(Case::eq13);
    settings.ranges.invisible_mass_gev = zero;
    EXPECT_EQ(problems_of(settings), "");
    settings = good(Case::eq9);
    settings.ranges.invisible_mass_gev = zero;
    EXPECT_EQ(problems_of(settings), "");
}

}  // namespace
}  // namespace balmer::physics::mt2
