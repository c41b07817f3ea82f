#include "solving.hpp"

#include "balmer/base/error.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace balmer::app {
namespace {

struct Solved {
    double mt2_gev = std::numeric_limits<double>::quiet_NaN();
    /// Why there is no MT2; empty if there is one.
    std::string problem = {};
};

Solved solved(physics::mt2::Event const& event, bool squared, Mt2Tally& tally) {
    ++tally.event_count;
    if (auto problem = problem_of(event); !problem.empty()) return {.problem = std::move(problem)};
    auto const [mt2_gev, regime, method] = physics::mt2::solve(event);
    if (auto problem = overflow_of(mt2_gev, squared); !problem.empty()) {
        return {.problem = std::move(problem)};
    }
    tally.unbalanced_count += regime != physics::mt2::Regime::balanced;
    tally.long_double_count += is_in_long_double(method);
    return {.mt2_gev = mt2_gev};
}

}  // namespace

std::string overflow_of(double mt2_gev, bool squared) {
    if (!std::isfinite(mt2_gev)) return "MT2 exceeds 1.8e308 GeV (the largest number)";
    if (!squared || std::isfinite(mt2_gev * mt2_gev)) return "";
    return fmt::format("MT2 is {} GeV, its square exceeds 1.8e308 GeV^2 (the largest number)",
                       mt2_gev);
}

Mt2Tally solve_events(Mt2CommandOptions const& options, Mt2EventSource const& source,
                      console::Console& console,
                      std::function<void(physics::mt2::Event const&, double)> const& take) {
    Mt2Tally tally;
    source.read(
        [&](physics::mt2::Event const& event, Mt2EventSource::Place const& place_of) {
            auto const [mt2_gev, problem] = solved(event, options.squared, tally);
            if (!problem.empty()) {
                auto const bad = place_of() + ": " + problem;
                if (!options.skip_bad) {
                    throw DataError(bad + ". Leave the event out, or take --skip-bad?");
                }
                if (tally.bad_count++ == 0) tally.first_bad = bad;
            }
            take(event, mt2_gev);
        },
        [&] {
            console::print_progress(
                console, "solving",
                static_cast<double>(tally.event_count) / static_cast<double>(source.event_count()));
        });
    return tally;
}

}  // namespace balmer::app
