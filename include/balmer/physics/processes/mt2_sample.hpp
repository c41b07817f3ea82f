/// \file
/// Events of which MT2 is known in closed form: what `balmer generate mt2` makes.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/physics/block_team.hpp"
#include "balmer/physics/mt2.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace balmer::physics {

/// The special cases of arXiv:2211.08420 by their equations there. Equal visible masses m and equal
/// invisible masses chi throughout; missing momentum Q (p1 + p2).
enum class Mt2Case {
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

inline constexpr std::array all_mt2_cases{Mt2Case::eq8,  Mt2Case::eq9,  Mt2Case::eq10,
                                          Mt2Case::eq11, Mt2Case::eq13, Mt2Case::eq14,
                                          Mt2Case::eq16, Mt2Case::eq17};

std::optional<Mt2Case> mt2_case(int equation);

/// Which numbers a case leaves free.
bool has_visible_mass(Mt2Case which);
bool has_invisible_mass(Mt2Case which);
bool has_free_q(Mt2Case which);

/// Uniform in the low and the high end.
struct Mt2Range {
    double low = 0;
    double high = 0;
    bool operator==(Mt2Range const&) const = default;
};

/// Where events are drawn from. The paper does not say: momenta and masses are inferred from the
/// errors that it quotes for wrong formulas, Q is this project's choice.
struct Mt2Ranges {
    /// Of |p1| and |p2|, whose directions are uniform [GeV].
    Mt2Range momentum_gev{20, 100};
    /// What is not given is the case's own. Only for cases that leave the number free.
    std::optional<Mt2Range> visible_mass_gev = {};
    std::optional<Mt2Range> invisible_mass_gev = {};
    std::optional<Mt2Range> q = {};
    bool operator==(Mt2Ranges const&) const = default;
};

/// That of `ranges`, or {0, 47}; {0, 0} where the case fixes it [GeV].
Mt2Range visible_mass_range_gev(Mt2Case which, Mt2Ranges const& ranges);
/// That of `ranges`, or {0, 30}; {0, 0} where the case fixes it [GeV].
Mt2Range invisible_mass_range_gev(Mt2Case which, Mt2Ranges const& ranges);
/// That of `ranges`, or {-3, 3} in case 16, {-3, 0} in case 17; {-1, -1} or {0, 0} where the case
/// fixes it.
Mt2Range q_range(Mt2Case which, Mt2Ranges const& ranges);

struct Mt2SampleSettings {
    Mt2Case which = Mt2Case::eq11;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    Mt2Ranges ranges{};
};

/// Throws InputError with every impossible setting, and where every MT2 would be 0.
void validate(Mt2SampleSettings const& settings);

struct Mt2SampleEvent {
    Mt2Event event;
    /// Missing momentum / (p1 + p2).
    double q = 0;
    Mt2Result result;
};

struct Mt2Sample {
    Mt2SampleSettings settings;
    std::vector<Mt2SampleEvent> events;
};

/// Exactly settings.event_count events with MT2 from the general solver; on rank 0 of the team.
/// The same for any team. A seed gives the same visible momenta in every case.
Mt2Sample sample_mt2(Mt2SampleSettings const& settings, BlockTeam const& team = {},
                     Progress const& progress = {});

/// A_T = E1 E2 + p1.p2 [GeV^2], without cancellation for momenta that are back to back.
double transverse_product_gev2(Mt2Event const& event);

/// MT2^2 [GeV^2] by the equation of the case, from the event's momenta and masses and Q.
double closed_form_mt2_squared_gev2(Mt2Case which, Mt2SampleEvent const& event);

/// Features of the case, target mt2_squared [GeV^2], and all that MT2 is computed from as latent
/// columns m1 p1x p1y m2 p2x p2y pmissx pmissy chi1 chi2.
formats::EventFile to_event_file(Mt2Sample const& sample);

}  // namespace balmer::physics
