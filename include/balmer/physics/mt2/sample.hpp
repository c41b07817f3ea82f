/// \file
/// The events of `balmer generate mt2`, for which MT2 is known in closed form.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/mt2/solver.hpp"
#include "balmer/physics/progress.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace balmer::physics::mt2 {

/// The special cases of arXiv:2211.08420, named by their equations. In all of them the visible
/// masses are equal (m), the invisible masses are equal (chi), and the missing momentum is Q (p1 +
/// p2).
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

// Whether a case leaves the quantity free.
bool has_visible_mass(Case which);
bool has_invisible_mass(Case which);
bool has_free_q(Case which);

/// The range of a uniform distribution.
struct Range {
    double low = 0;
    double high = 0;
    bool operator==(Range const&) const = default;
};

/// The ranges that events are drawn from. The paper does not state them: those of momenta and
/// masses are inferred from the errors that it quotes for wrong formulas, that of Q is a choice.
struct Ranges {
    /// The range of |p1| and |p2|; their directions are uniform [GeV].
    Range momentum_gev{20, 100};
    /// If not given, the default of the case. Only for cases that leave the quantity free.
    std::optional<Range> visible_mass_gev = {};
    std::optional<Range> invisible_mass_gev = {};
    std::optional<Range> q = {};
    bool operator==(Ranges const&) const = default;
};

/// The range of `ranges`, else {0, 47}; {0, 0} if the case fixes the mass [GeV].
Range visible_mass_range_gev(Case which, Ranges const& ranges);
/// The range of `ranges`, else {0, 30}; {0, 0} if the case fixes the mass [GeV].
Range invisible_mass_range_gev(Case which, Ranges const& ranges);
/// The range of `ranges`, else {-3, 3} in case 16 and {-3, 0} in case 17; {-1, -1} or {0, 0} if the
/// case fixes Q.
Range q_range(Case which, Ranges const& ranges);

struct Settings {
    Case which = Case::eq11;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    Ranges ranges{};
};

/// Throws InputError with all invalid settings, and if every MT2 would be 0.
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

/// Collective: settings.event_count events with MT2 from the general solver on rank 0, none
/// elsewhere. They do not depend on the number of ranks. A seed yields the same visible momenta in
/// every case.
Sample generate(Settings const& settings, parallel::Communicator const& communicator = {},
                Progress const& progress = {});

/// A_T = E1 E2 + p1.p2 [GeV^2], without cancellation if the momenta are back to back.
double transverse_product_gev2(Event const& event);

/// MT2^2 [GeV^2] by the equation of the case.
double closed_form_mt2_squared_gev2(Case which, SampleEvent const& event);

/// The features of the case, the target mt2_squared [GeV^2], and the input of MT2 as latent columns
/// m1 p1x p1y m2 p2x p2y pmissx pmissy chi1 chi2.
formats::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::mt2
