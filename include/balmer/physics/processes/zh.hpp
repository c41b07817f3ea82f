/// \file
/// Events of pp -> ZH with the operator O_B: what `balmer generate zh` makes.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/physics/block_team.hpp"
#include "balmer/physics/constants.hpp"
#include "balmer/physics/detector.hpp"
#include "balmer/physics/four_vector.hpp"
#include "balmer/physics/parton_density.hpp"
#include "balmer/physics/processes/zh_matrix_element.hpp"
#include "balmer/physics/score_summary.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace balmer::physics {

enum class ZhFlavours { u, ud };

inline constexpr std::array all_zh_flavours{ZhFlavours::u, ZhFlavours::ud};

/// "u", "ud".
std::string to_string(ZhFlavours flavours);
std::optional<ZhFlavours> zh_flavours(std::string_view name);

/// Transverse momenta of the Z boson that an event may have.
struct ZhPtWindow {
    double min_gev = 20;
    double max_gev = 1000;
    bool operator==(ZhPtWindow const&) const = default;
};

inline constexpr ZhPtWindow no_pt_window{0, std::numeric_limits<double>::infinity()};

struct ZhSettings {
    /// f_B of the events, TeV^-2; the score is taken there too.
    double theta = 0;
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    ZhFlavours flavours = ZhFlavours::u;
    ZhAmplitude amplitude = ZhAmplitude::z;
    ZhPtWindow pt_window{};
    ScoreTarget target{.subtract = true};
    /// A name that make_parton_density() knows. Taken at the scale sqrt(s) of the partons.
    std::string pdf = "cteq5l";
    double sqrt_s_gev = lhc_sqrt_s_gev;
    /// Where there is one, Z and H are measured by it and the window holds for what is measured.
    std::optional<DetectorSettings> detector{};
};

/// Throws InputError with every impossible setting.
void validate(ZhSettings const& settings);

struct ZhMomenta {
    FourVector z;
    FourVector h;
    bool operator==(ZhMomenta const&) const = default;
};

/// Momenta in the frame of the beams [GeV], for a Z boson at `cos_theta_star` with the beam along
/// +z and at `azimuth`. Needs x1 x2 sqrt_s_gev^2 >= (m_Z + m_H)^2.
ZhMomenta zh_momenta(double x1, double x2, double cos_theta_star, double azimuth,
                     double sqrt_s_gev);

/// An event before its score is taken.
struct ZhEvent {
    /// As the detector measured them; those of zh_momenta() without one.
    ZhMomenta observed;
    /// Momentum fractions of the partons from the beams along +z and -z.
    double x1, x2;
    double cos_theta_star;
    double azimuth;
    /// 1, or more for the few events above the largest weight.
    double weight;
    QuadraticInTheta matrix_element;
    ZhQuark quark;
};

using ZhSample = Sample<ZhSettings, ZhEvent>;

/// Collective: settings.event_count unweighted events on rank 0, none elsewhere. They depend on the
/// settings alone. Throws InputError where validate() does, and when nothing passes the window.
ZhSample sample_zh(ZhSettings const& settings, BlockTeam const& team = {},
                   Progress const& progress = {});

/// What an experiment sees of Z and H.
struct ZhObservables {
    double pt_gev;  ///< of the Z boson
    double eta_z, eta_h;
    double m_zh_gev;

    double eta_minus() const { return eta_z - eta_h; }
    double eta_plus() const { return eta_z + eta_h; }
    bool operator==(ZhObservables const&) const = default;
};

ZhObservables zh_observables(ZhMomenta const& momenta);

/// Columns, parameters and score of a sample.
formats::EventFile to_event_file(ZhSample const& sample);

}  // namespace balmer::physics
