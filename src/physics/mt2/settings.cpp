#include "balmer/physics/mt2/sample.hpp"

#include "physics/settings_checks.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace balmer::physics::mt2 {
namespace {

/// Fourth powers of larger numbers exceed the range of single precision.
constexpr double largest_gev = 1e9;

void check_range(char const* name, Range const& range, double least, double most, char const* unit,
                 char const* example, ProblemList& problems) {
    auto const& [low, high] = range;
    if (low >= least && low <= high && high <= most) return;
    problems.add(sentence(name, " is from ", low, " to ", high, unit,
                          " (must be ascending, between ", least, " and ", most, "). Take ",
                          example, "?"));
}

/// Refuses a range for a quantity that the case fixes: it would have no effect.
void refuse_if_fixed(char const* name, std::optional<Range> const& range, Case which,
                     bool (*is_free)(Case), ProblemList& problems) {
    if (!range || is_free(which)) return;
    std::vector<int> free_cases;
    for (auto const other : all_cases) {
        if (is_free(other)) free_cases.push_back(static_cast<int>(other));
    }
    std::string list = std::to_string(free_cases.front());
    for (std::size_t i = 1; i < free_cases.size(); ++i) {
        list += i + 1 == free_cases.size() ? " and " : ", ";
        list += std::to_string(free_cases[i]);
    }
    problems.add(sentence(name, " was given for case ", static_cast<int>(which), " (only cases ",
                          list, " leave it free). Leave it out?"));
}

/// Whether all masses are zero and the missing momentum is between p1 and p2.
bool is_always_zero(Case which, Ranges const& ranges) {
    return visible_mass_range_gev(which, ranges) == Range{0, 0} &&
           invisible_mass_range_gev(which, ranges) == Range{0, 0} &&
           q_range(which, ranges).low >= 0;
}

void check_ranges(Case which, Ranges const& ranges, ProblemList& problems) {
    refuse_if_fixed("a visible mass", ranges.visible_mass_gev, which, has_visible_mass, problems);
    refuse_if_fixed("an invisible mass", ranges.invisible_mass_gev, which, has_invisible_mass,
                    problems);
    refuse_if_fixed("Q", ranges.q, which, has_free_q, problems);
    check_range("the momentum", ranges.momentum_gev, 0, largest_gev, " GeV", "20 to 100", problems);
    if (!(ranges.momentum_gev.high > 0)) {
        problems.add("the momentum is always 0 (its range must extend above 0). Take 20 to 100?");
    }
    check_range("the visible mass", visible_mass_range_gev(which, ranges), 0, largest_gev, " GeV",
                "0 to 47", problems);
    check_range("the invisible mass", invisible_mass_range_gev(which, ranges), 0, largest_gev,
                " GeV", "0 to 30", problems);
    // Without masses, MT2 is 0 for Q > 0.
    bool const is_17 = which == Case::eq17;
    check_range("Q", q_range(which, ranges), -1e6, is_17 ? 0 : 1e6, "", "-3 to 0", problems);
    if (is_always_zero(which, ranges)) {
        problems.add(
            sentence("every MT2 of case ", static_cast<int>(which),
                     " is 0 with these ranges (no masses and no Q below 0). Take ",
                     has_free_q(which) ? "-3 to 0 for Q?" : "0 to 30 for the invisible mass?"));
    }
}

}  // namespace

void validate(Settings const& settings) {
    ProblemList problems;
    check_event_count(settings.event_count, 10000, problems);
    if (case_of(static_cast<int>(settings.which))) {
        check_ranges(settings.which, settings.ranges, problems);
    } else {
        problems.add(sentence("there is no case ", static_cast<int>(settings.which),
                              " (cases are 8, 9, 10, 11, 13, 14, 16 and 17). Take 11?"));
    }
    problems.throw_if_any();
}

}  // namespace balmer::physics::mt2
