#include "balmer/base/error.hpp"
#include "balmer/physics/processes/isr.hpp"

#include "physics/processes/isr/event_counts.hpp"
#include "physics/processes/isr/multinomial.hpp"

#include <numeric>
#include <span>

namespace balmer::physics {
namespace {

/// Target values on a regular grid, its ends included: they reproduce Table IV of
/// arXiv:2211.08420, bin centres do not.
std::vector<IsrCell> warm_up_cells(IsrGrid const& grid) {
    auto const point = [](BinAxis const& axis, std::size_t i) {
        double const share = static_cast<double>(i) / static_cast<double>(axis.bin_count - 1);
        return (1 - share) * axis.range.low + share * axis.range.high;
    };
    std::vector<IsrCell> cells;
    cells.reserve(grid.size());
    for (std::size_t i = 0; i < grid.x.bin_count; ++i) {
        for (std::size_t j = 0; j < grid.sin_theta.bin_count; ++j) {
            double const x = point(grid.x, i), sin_theta = point(grid.sin_theta, j);
            cells.push_back({.x = x,
                             .sin_theta = sin_theta,
                             .count = 0,
                             .expected_count = 0,
                             .variance = 1,
                             .density = splitting_function(x, sin_theta)});
        }
    }
    return cells;
}

/// Counts of the cells on rank 0; nothing elsewhere.
std::vector<double> cell_counts(IsrSettings const& settings, PhotonSource const& source,
                                IsrGrid const& grid, std::vector<double> const& probabilities,
                                BlockTeam const& team, Progress const& progress) {
    if (settings.method == IsrMethod::events) {
        auto const counts = count_events(settings, source, grid, team, progress);
        return {counts.begin(), counts.end()};
    }
    if (team.rank() != 0) return {};
    if (settings.method == IsrMethod::exact) {
        // Streams of events have 0 here.
        RandomStream stream(settings.seed, 0, 1, Purpose::generate_events);
        auto const counts = multinomial(settings.event_count, probabilities, stream);
        return {counts.begin(), counts.end()};
    }
    std::vector<double> counts(probabilities);
    for (double& count : counts) count *= static_cast<double>(settings.event_count);
    return counts;
}

double sum_of(std::span<double const> values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Whether events can be at the centre of a cell. A bin that the pT cut goes through holds less
/// than its centre promises, down to next to nothing.
bool is_reached(IsrGrid const& grid, IsrSampleKind kind, IsrCell const& cell) {
    if (kind != IsrSampleKind::neutralino || grid.sin_theta.bin_count == 1) return true;
    return cell.sin_theta > NeutralinoPhotons::sin_theta_min(cell.x);
}

/// Densities are normalised to what is in the grid.
void fill_cells(IsrSample& sample, std::span<double const> counts, double kept_count,
                std::span<double const> probabilities) {
    double const events = static_cast<double>(sample.settings.event_count);
    double const kept_probability = sum_of(probabilities);
    sample.kept_count = kept_count;
    sample.expected_kept_count = events * kept_probability;
    double const area = sample.grid.cell_area();
    std::size_t const columns = sample.grid.sin_theta.bin_count;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        double const share = probabilities[i] / kept_probability;
        double const expected = events * probabilities[i];
        IsrCell const cell{.x = sample.grid.x.centre(i / columns),
                           .sin_theta = sample.grid.sin_theta.centre(i % columns),
                           .count = counts[i],
                           .expected_count = expected,
                           .variance = share * (1 - share) / (sample.kept_count * area * area),
                           .density = counts[i] / (sample.kept_count * area)};
        if (!is_reached(sample.grid, sample.settings.kind, cell)) continue;
        BALMER_ENSURE(cell.variance > 0);
        sample.cells.push_back(cell);
        double const deviation = counts[i] - expected;
        sample.chi_square += deviation * deviation / expected;
    }
}

}  // namespace

IsrSample sample_isr(IsrSettings const& settings, BlockTeam const& team, Progress const& progress) {
    validate(settings);
    IsrSample sample{.settings = settings, .grid = isr_grid(settings), .cells = {}};
    if (settings.kind == IsrSampleKind::warm_up) {
        if (team.rank() == 0) sample.cells = warm_up_cells(sample.grid);
        return sample;
    }
    auto const source = photon_source(settings);
    auto const probabilities = cell_probabilities(source, sample.grid, settings.resolution);
    auto counts = cell_counts(settings, source, sample.grid, probabilities, team, progress);
    // Events outside of the grid are no more than lost.
    if (team.rank() == 0) counts.resize(sample.grid.size());
    double const kept_count = sum_of(counts);
    BALMER_VALIDATE(team.broadcast(kept_count > 0) != 0,
                    "no event is measured inside of the histogram (none is left to normalise "
                    "it). Make more events?");
    if (team.rank() == 0) fill_cells(sample, counts, kept_count, probabilities);
    return sample;
}

double mean_squared_error_floor(IsrSample const& sample) {
    double sum = 0;
    for (auto const& cell : sample.cells) sum += cell.variance;
    return sum / static_cast<double>(sample.cells.size());
}

}  // namespace balmer::physics
