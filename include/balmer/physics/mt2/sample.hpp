/// \file
/// Events of which MT2 is known in closed form: what `balmer generate mt2` makes.
#pragma once

#include "balmer/data/event_file.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/mt2/solver.hpp"
#include "balmer/physics/progress.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace balmer::physics::mt2 {

/// The special cases of arXiv:2211.08420 by their equations there. Equal visible masses m and equal
/// invisible masses chi throughout; missing momentum Q (p1 + p2).
enum class Case {
    /// m = chi = 0, Q = -1: MT2^2 = 2 A_T, A_T = E1 E2 + p1.p2.
    eq8 = 8,
    /// m = 0, Q = -1.
    eq9 = 9,
    /// chi = 0, Q = -1.
    eq10 = 10,
    /// Q = -1.
    eq11 = 11,
    /// Q = 0.
    eq13 = 13,
    /// m = 0, Q = 0.
    eq14 = 14,
    /// m = 0, any Q.
    eq16 = 16,
    /// m = chi = 0, Q <= 0.
    eq17 = 17
};

inline constexpr std::array all_cases{Case::eq8,  Case::eq9,  Case::eq10, Case::eq11,
                                      Case::eq13, Case::eq14, Case::eq16, Case::eq17};

std::optional<Case> case_of(int equation);

/// Which numbers a case leaves free.
bool has_visible_mass(Case which);
bool has_invisible_mass(Case which);
bool has_free_q(Case which);

/// Uniform in the low and the high end.
struct Range {
    double low = 0;
    double high = 0;
    bool operator==(Range const&) const = default;
};

/// Where events are drawn from. The paper does not say: momenta and masses are inferred from the
/// errors that it quotes for wrong formulas, Q is this project's choice.
struct Ranges {
    /// Of |p1| and |p2|, whose directions are uniform [GeV].
    Range momentum_gev{20, 100};
    /// What is not given is the case's own. Only for cases that leave the number free.
    std::optional<Range> visible_mass_gev = {};
    std::optional<Range> invisible_mass_gev = {};
    std::optional<Range> q = {};
    bool operator==(Ranges const&) const = default;
};

/// That of `ranges`, or {0, 47}; {0, 0} where the case fixes it [GeV].
Range visible_mass_range_gev(Case which, Ranges const& ranges);
/// That of `ranges`, or {0, 30}; {0, 0} where the case fixes it [GeV].
Range invisible_mass_range_gev(Case which, Ranges const& ranges);
/// That of `ranges`, or {-3, 3} in case 16, {-3, 0} in case 17; {-1, -1} or {0, 0} where the case
/// fixes it.
Range q_range(Case which, Ranges const& ranges);

struct Settings {
    Case which = Case::eq11;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    Ranges ranges{};
};

/// Throws InputError with every impossible setting, and where every MT2 would be 0.
void validate(Settings const& settings);

struct SampleEvent {
    Event event;
    /// Missing momentum / (p1 + p2).
    double q = 0;
    Result result;
};

struct Sample {
    Settings settings;
    std::vector<SampleEvent> events;
};

/// Exactly settings.event_count events with MT2 from the general solver; on rank 0 of the team.
/// The same for any team. A seed gives the same visible momenta in every case.
Sample generate(Settings const& settings, parallel::Communicator const& communicator = {},
                Progress const& progress = {});

/// A_T = E1 E2 + p1.p2 [GeV^2], without cancellation for momenta that are back to back.
double transverse_product_gev2(Event const& event);

/// MT2^2 [GeV^2] by the equation of the case, from the event's momenta and masses and Q.
double closed_form_mt2_squared_gev2(Case which, SampleEvent const& event);

/// Features of the case, target mt2_squared [GeV^2], and all that MT2 is computed from as latent
/// columns m1 p1x p1y m2 p2x p2y pmissx pmissy chi1 chi2.
data::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::mt2
