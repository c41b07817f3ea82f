/// \file
/// The events of `balmer generate zh`: pp -> ZH with the operator O_B.
#pragma once

#include "balmer/formats/event_file.hpp"
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

/// The allowed range of the transverse momentum of the Z boson.
struct PtWindow {
    double min_gev = 20;
    double max_gev = 1000;
    bool operator==(PtWindow const&) const = default;
};

inline constexpr PtWindow no_pt_window{0, std::numeric_limits<double>::infinity()};

struct Settings {
    /// The Wilson coefficient f_B, for the events and their score [TeV^-2].
    double theta = 0;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    Flavours flavours = Flavours::u;
    Amplitude amplitude = Amplitude::z;
    PtWindow pt_window{};
    ScoreTarget target{.subtract = true};
    /// A name for make_parton_density(). The scale is sqrt(s) of the partons.
    std::string pdf = "cteq5l";
    double sqrt_s_gev = lhc_sqrt_s_gev;
    /// If given, Z and H are measured, and the measured Z must be in the window as well.
    std::optional<DetectorSettings> detector{};
};

/// Throws InputError with all invalid settings.
void validate(Settings const& settings);

struct Momenta {
    FourVector z;
    FourVector h;
    bool operator==(Momenta const&) const = default;
};

/// Momenta in the frame of the beams [GeV]. `cos_theta_star` and `azimuth` are those of the Z boson
/// in the rest frame of Z and H, relative to the +z axis. Requires x1 x2 sqrt_s_gev^2 >= (m_Z +
/// m_H)^2.
Momenta beam_frame_momenta(double x1, double x2, double cos_theta_star, double azimuth,
                           double sqrt_s_gev);

/// An event without its score, which follows from the matrix element.
struct Event {
    /// As the detector measures them if there is one, else those of beam_frame_momenta().
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
/// settings alone. Throws InputError if the settings are invalid or nothing passes the window.
Sample generate(Settings const& settings, parallel::Communicator const& communicator = {},
                Progress const& progress = {});

/// Observables of Z and H.
struct Observables {
    double pt_gev;  ///< of the Z boson
    double eta_z, eta_h;
    double m_zh_gev;

    double eta_minus() const { return eta_z - eta_h; }
    double eta_plus() const { return eta_z + eta_h; }
    bool operator==(Observables const&) const = default;
};

Observables observables_of(Momenta const& momenta);

/// The columns, parameters and score of a sample.
formats::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::zh
