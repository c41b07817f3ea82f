/// \file
/// The photon spectra of `balmer generate isr`, on a grid of bins.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/isr/photons.hpp"
#include "balmer/physics/progress.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace balmer::physics::isr {

enum class SampleKind {
    /// The splitting function on grid points: Table IV of arXiv:2211.08420.
    warm_up,
    /// Events of the splitting function in bins: Tables V and VII.
    splitting,
    /// Events of e+ e- -> chi chi gamma in bins: Tables VI and VIII.
    neutralino,
};

/// How the bins are filled. The first two are random and have the same distribution.
enum class Method {
    /// By generating the events one by one.
    events,
    /// By drawing all counts from the exact probabilities of the bins.
    exact,
    /// With the mean counts, without fluctuations.
    expected,
};

std::string to_string(SampleKind kind);
std::string to_string(Method method);

/// Gaussian resolution of the photon energy; the angle is exact.
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
    /// 0 for exact energies.
    double size = 0;

    double sigma_x(double x) const;
    /// The true x that is `deviations` standard deviations below `measured_x`; infinity if there is
    /// none.
    double true_x(double measured_x, double deviations) const;
    bool operator==(EnergyResolution const&) const = default;
};

std::string to_string(EnergyResolution::Kind kind);

struct BinCounts {
    std::size_t x = 100;
    /// With 1 bin the angle is not a feature.
    std::size_t sin_theta = 100;
    bool operator==(BinCounts const&) const = default;
};

struct Settings {
    SampleKind kind = SampleKind::splitting;
    /// Including events that are lost; not used by warm_up.
    std::uint64_t event_count = 100'000'000;
    std::uint64_t seed = 0;
    BinCounts bin_counts{};
    Method method = Method::events;
    EnergyResolution resolution{};
    /// The range of true x of `splitting`; default_window() if not given.
    std::optional<Interval> window{};
    bool operator==(Settings const&) const = default;
};

/// [0.1, 1]; with a resolution, wider by half a bin (of 100) on each side. Photons migrate across
/// the edges of the histogram. This window reproduces Table VII of arXiv:2211.08420 best; the paper
/// does not state its own.
Interval default_window(EnergyResolution const& resolution);

/// Throws InputError with all invalid settings.
void validate(Settings const& settings);

/// Bins of equal width.
struct BinAxis {
    Interval range;
    std::size_t bin_count;

    double bin_width() const { return range.width() / static_cast<double>(bin_count); }
    Interval bin(std::size_t index) const;
    double centre(std::size_t index) const;
    bool operator==(BinAxis const&) const = default;
};

/// Cells in row-major order [x bins × sin(theta) bins].
struct Grid {
    BinAxis x;
    BinAxis sin_theta;

    std::size_t size() const { return x.bin_count * sin_theta.bin_count; }
    /// The width in x alone if the angle is not a feature.
    double cell_area() const {
        return x.bin_width() * (sin_theta.bin_count > 1 ? sin_theta.bin_width() : 1.0);
    }
    bool operator==(Grid const&) const = default;
};

/// The bins of the histogram, or the grid of warm_up.
Grid grid_of(Settings const& settings);
PhotonSource photon_source(Settings const& settings);

/// The probability of each cell for one event, by quadrature and thus independent of any sampling.
/// The sum is less than one if events can be lost.
std::vector<double> cell_probabilities(PhotonSource const& source, Grid const& grid,
                                       EnergyResolution const& resolution);

/// A bin, or a grid point of warm_up.
struct Cell {
    /// The centre.
    double x, sin_theta;
    /// A whole number except with Method::expected. 0 in warm_up.
    double count;
    /// 0 in warm_up.
    double expected_count;
    /// The variance of `density` by the expected count, so that a fit with weights 1 / variance is
    /// unbiased; 1 in warm_up.
    double variance;
    /// Normalised to one over the grid; in warm_up the splitting function.
    double density;
};

struct Sample {
    Settings settings;
    Grid grid;
    /// Cells whose centre passes the cuts.
    std::vector<Cell> cells;
    /// Events measured in the grid; the rest of event_count is lost.
    double kept_count = 0;
    double expected_kept_count = 0;
    /// Sum over cells of (count - expected)^2 / expected; as many degrees of freedom as cells.
    double chi_square = 0;
};

/// Collective: the sample on rank 0, an empty one elsewhere. It depends on the settings alone.
/// Throws InputError if the settings are invalid or no event is measured in the grid.
Sample generate(Settings const& settings, parallel::Communicator const& communicator = {},
                Progress const& progress = {});

/// The mean variance of the density: the expected mean squared error of a perfect formula.
double mean_squared_error_floor(Sample const& sample);

/// The columns and parameters of a sample.
formats::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::isr
