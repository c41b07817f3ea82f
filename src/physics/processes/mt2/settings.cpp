#include "balmer/physics/processes/mt2_sample.hpp"

#include "physics/settings_checks.hpp"

#include <cmath>

namespace balmer::physics {
namespace {

/// Beyond it, squares of squares would be all that is left of single precision.
constexpr double largest_gev = 1e9;

void check_range(char const* name, Mt2Range const& range, double least, double most,
                 char const* unit, char const* example, ProblemList& problems) {
    auto const& [low, high] = range;
    if (low >= least && low <= high && high <= most) return;
    problems.add(sentence(name, " is from ", low, " to ", high, unit, " (must rise, between ",
                          least, " and ", most, "). Take ", example, "?"));
}

}  // namespace

void validate(Mt2SampleSettings const& settings) {
    ProblemList problems;
    auto const& ranges = settings.ranges;
    check_event_count(settings.event_count, 10000, problems);
    if (!mt2_case(static_cast<int>(settings.which))) {
        problems.add(sentence("there is no case ", static_cast<int>(settings.which),
                              " (cases are 8, 9, 10, 11, 13, 14, 16 and 17). Take 11?"));
    }
    check_range("the momentum", ranges.momentum_gev, 0, largest_gev, " GeV", "20 to 100", problems);
    if (!(ranges.momentum_gev.high > 0)) {
        problems.add("the momentum is always 0 (must reach beyond it). Take 20 to 100?");
    }
    check_range("the visible mass", ranges.visible_mass_gev, 0, largest_gev, " GeV", "0 to 47",
                problems);
    check_range("the invisible mass", ranges.invisible_mass_gev, 0, largest_gev, " GeV", "0 to 30",
                problems);
    if (ranges.q && !has_free_q(settings.which)) {
        problems.add(sentence("Q was given for case ", static_cast<int>(settings.which),
                              " (only cases 16 and 17 leave it free). Leave it out?"));
    } else if (ranges.q) {
        bool const is_17 = settings.which == Mt2Case::eq17;
        // MT2 is 0 for Q > 0 where all is massless.
        check_range("Q", *ranges.q, -1e6, is_17 ? 0 : 1e6, "", "-3 to 0", problems);
    }
    problems.throw_if_any();
}

}  // namespace balmer::physics
