/// \file
/// Events of pp -> ZH with the operator O_B: what `balmer generate zh` makes.
#pragma once

#include "balmer/data/event_file.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/constants.hpp"
#include "balmer/physics/detector.hpp"
#include "balmer/physics/four_vector.hpp"
#include "balmer/physics/parton_density.hpp"
#include "balmer/physics/progress.hpp"
#include "balmer/physics/score_summary.hpp"
#include "balmer/physics/zh/matrix_element.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace balmer::physics::zh {

enum class Flavours { u, ud };

inline constexpr std::array all_flavours{Flavours::u, Flavours::ud};

/// "u", "ud".
std::string to_string(Flavours flavours);
std::optional<Flavours> flavours_of(std::string_view name);

/// Transverse momenta of the Z boson that an event may have.
struct PtWindow {
    double min_gev = 20;
    double max_gev = 1000;
    bool operator==(PtWindow const&) const = default;
};

inline constexpr PtWindow no_pt_window{0, std::numeric_limits<double>::infinity()};

struct Settings {
    /// f_B of the events, TeV^-2; the score is taken there too.
    double theta = 0;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    Flavours flavours = Flavours::u;
    Amplitude amplitude = Amplitude::z;
    PtWindow pt_window{};
    ScoreTarget target{.subtract = true};
    /// A name that make_parton_density() knows. Taken at the scale sqrt(s) of the partons.
    std::string pdf = "cteq5l";
    double sqrt_s_gev = lhc_sqrt_s_gev;
    /// Where there is one, Z and H are measured by it and the window holds for what is measured.
    std::optional<DetectorSettings> detector{};
};

/// Throws InputError with every impossible setting.
void validate(Settings const& settings);

struct Momenta {
    FourVector z;
    FourVector h;
    bool operator==(Momenta const&) const = default;
};

/// Momenta in the frame of the beams [GeV], for a Z boson at `cos_theta_star` with the beam along
/// +z and at `azimuth`. Needs x1 x2 sqrt_s_gev^2 >= (m_Z + m_H)^2.
Momenta beam_frame_momenta(double x1, double x2, double cos_theta_star, double azimuth,
                           double sqrt_s_gev);

/// An event before its score is taken.
struct Event {
    /// As the detector measured them; those of beam_frame_momenta() without one.
    Momenta observed;
    /// Momentum fractions of the partons from the beams along +z and -z.
    double x1, x2;
    double cos_theta_star;
    double azimuth;
    /// 1, or more for the few events above the largest weight.
    double weight;
    QuadraticInTheta matrix_element;
    Quark quark;
};

using Sample = ScoredSample<Settings, Event>;

/// Collective: settings.event_count unweighted events on rank 0, none elsewhere. They depend on the
/// settings alone. Throws InputError where validate() does, and when nothing passes the window.
Sample generate(Settings const& settings, parallel::Communicator const& communicator = {},
                Progress const& progress = {});

/// What an experiment sees of Z and H.
struct Observables {
    double pt_gev;  ///< of the Z boson
    double eta_z, eta_h;
    double m_zh_gev;

    double eta_minus() const { return eta_z - eta_h; }
    double eta_plus() const { return eta_z + eta_h; }
    bool operator==(Observables const&) const = default;
};

Observables observables_of(Momenta const& momenta);

/// Columns, parameters and score of a sample.
data::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::zh
