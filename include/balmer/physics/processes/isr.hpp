/// \file
/// Photon spectra on a grid of bins: what `balmer generate isr` makes.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/physics/block_team.hpp"
#include "balmer/physics/processes/isr_photons.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace balmer::physics {

enum class IsrSampleKind {
    /// The splitting function itself on grid points: Table IV of arXiv:2211.08420.
    warm_up,
    /// Events of the splitting function in bins: Tables V and VII.
    splitting,
    /// Events of e+ e- -> chi chi gamma in bins: Tables VI and VIII.
    neutralino,
};

/// How the bins are filled. The first two are random and of equal distribution.
enum class IsrMethod {
    /// One event after the other.
    events,
    /// All counts at once, by the exact probabilities of the bins.
    exact,
    /// The mean counts, without fluctuation.
    expected,
};

std::string to_string(IsrSampleKind kind);
std::string to_string(IsrMethod method);

/// Gaussian measurement of the photon's energy; the angle stays.
struct EnergyResolution {
    enum class Kind {
        /// sigma_E / E = size.
        relative,
        /// sigma_x = size.
        absolute,
        /// sigma_E / E = size / sqrt(E / GeV), E at the beams of NeutralinoPhotons.
        stochastic,
    };
    Kind kind = Kind::relative;
    /// 0: energies are exact.
    double size = 0;

    double sigma_x(double x) const;
    /// The true x from which `measured_x` is `deviations` standard deviations up; infinity where
    /// there is none.
    double true_x(double measured_x, double deviations) const;
    bool operator==(EnergyResolution const&) const = default;
};

std::string to_string(EnergyResolution::Kind kind);

struct IsrBinCounts {
    std::size_t x = 100;
    /// 1: the angle is no feature.
    std::size_t sin_theta = 100;
    bool operator==(IsrBinCounts const&) const = default;
};

struct IsrSettings {
    IsrSampleKind kind = IsrSampleKind::splitting;
    /// Events before any is lost; not used by warm_up.
    std::uint64_t event_count = 100'000'000;
    std::uint64_t seed = 0;
    IsrBinCounts bin_counts{};
    IsrMethod method = IsrMethod::events;
    EnergyResolution resolution{};
    /// Of true x, for `splitting`; without one: default_window().
    std::optional<Interval> window{};
    bool operator==(IsrSettings const&) const = default;
};

/// [0.1, 1], and with a resolution half of one of 100 bins more on each side. Photons enter and
/// leave the histogram over its edges; this window comes nearest to Table VII of arXiv:2211.08420,
/// which does not name its own.
Interval default_window(EnergyResolution const& resolution);

/// Throws InputError with every impossible setting.
void validate(IsrSettings const& settings);

/// Equal bins.
struct BinAxis {
    Interval range;
    std::size_t bin_count;

    double bin_width() const { return range.width() / static_cast<double>(bin_count); }
    Interval bin(std::size_t index) const;
    double centre(std::size_t index) const;
    bool operator==(BinAxis const&) const = default;
};

/// Cells in row-major order [x bins × sin(theta) bins].
struct IsrGrid {
    BinAxis x;
    BinAxis sin_theta;

    std::size_t size() const { return x.bin_count * sin_theta.bin_count; }
    /// Of x alone where the angle is no feature.
    double cell_area() const {
        return x.bin_width() * (sin_theta.bin_count > 1 ? sin_theta.bin_width() : 1.0);
    }
    bool operator==(IsrGrid const&) const = default;
};

/// The bins of `splitting` and `neutralino`; of sin(theta), the whole range is one bin's.
IsrGrid isr_grid(IsrSettings const& settings);
PhotonSource photon_source(IsrSettings const& settings);

/// Probability of each cell for one event, by quadrature: independent of any sampling. They sum
/// to less than one where events are lost.
std::vector<double> cell_probabilities(PhotonSource const& source, IsrGrid const& grid,
                                       EnergyResolution const& resolution);

/// A bin, or a grid point of warm_up.
struct IsrCell {
    /// Of the centre.
    double x, sin_theta;
    /// Whole numbers but with IsrMethod::expected. 0 in warm_up, as are the next two.
    double count;
    double expected_count;
    /// Of `density`; from the expected count, so that a fit with 1 / variance has no bias.
    double variance;
    /// Unit normalised over the grid; in warm_up the splitting function.
    double density;
};

struct IsrSample {
    IsrSettings settings;
    IsrGrid grid;
    /// Cells whose centre passes the cuts.
    std::vector<IsrCell> cells;
    /// Events in the grid; the rest of event_count was measured outside of it.
    double kept_count = 0;
    double expected_kept_count = 0;
    /// Sum over cells of (count - expected)^2 / expected, of about as many degrees of freedom.
    double chi_square = 0;
};

/// Collective: the sample on rank 0, an empty one elsewhere. It depends on the settings alone.
/// Throws InputError where validate() does, and when no event is measured inside of the grid.
IsrSample sample_isr(IsrSettings const& settings, BlockTeam const& team = {},
                     Progress const& progress = {});

/// Mean variance of the density: what the mean squared error of a perfect formula is expected
/// to be.
double mean_squared_error_floor(IsrSample const& sample);

/// Columns and parameters of a sample.
formats::EventFile to_event_file(IsrSample const& sample);

}  // namespace balmer::physics
