#include "balmer/base/error.hpp"
#include "balmer/physics/isr/sample.hpp"

#include "physics/isr/event_counts.hpp"
#include "physics/isr/multinomial.hpp"

#include <numeric>
#include <span>

namespace balmer::physics::isr {
namespace {

/// Target values on a regular grid that includes the ends of the ranges. These points reproduce
/// Table IV of arXiv:2211.08420, the centres of bins do not.
std::vector<Cell> warm_up_cells(Grid const& grid) {
    auto const point = [](BinAxis const& axis, std::size_t i) {
        double const share = static_cast<double>(i) / static_cast<double>(axis.bin_count - 1);
        return (1 - share) * axis.range.low + share * axis.range.high;
    };
    std::vector<Cell> cells;
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

/// Counts of the cells, without making events one by one.
std::vector<double> counts_at_once(Settings const& settings,
                                   std::vector<double> const& probabilities) {
    if (settings.method == Method::exact) {
        // The streams of single events have 0 as third argument.
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

/// Whether events at the centre of a cell pass the cuts. The content of a bin that the pT cut
/// crosses does not represent the density at its centre.
bool is_reached(Grid const& grid, SampleKind kind, Cell const& cell) {
    if (kind != SampleKind::neutralino || grid.sin_theta.bin_count == 1) return true;
    return cell.sin_theta > NeutralinoPhotons::sin_theta_min(cell.x);
}

/// Densities are normalised to the events in the grid.
void fill_cells(Sample& sample, std::span<double const> counts,
                std::span<double const> probabilities) {
    double const events = static_cast<double>(sample.settings.event_count);
    double const kept_probability = sum_of(probabilities);
    sample.kept_count = sum_of(counts);
    sample.expected_kept_count = events * kept_probability;
    BALMER_VALIDATE(sample.kept_count > 0,
                    "no event is measured inside of the histogram (none is left to normalise "
                    "it). Make more events?");
    double const area = sample.grid.cell_area();
    std::size_t const columns = sample.grid.sin_theta.bin_count;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        double const share = probabilities[i] / kept_probability;
        double const expected = events * probabilities[i];
        Cell const cell{.x = sample.grid.x.centre(i / columns),
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

Sample generate(Settings const& settings, parallel::Communicator const& communicator,
                Progress const& progress) {
    auto sample = communicator.all_or_none([&] {
        validate(settings);
        return Sample{.settings = settings, .grid = grid_of(settings), .cells = {}};
    });
    bool const is_collector = communicator.rank() == 0;
    if (settings.kind == SampleKind::warm_up) {
        communicator.all_or_none([&] {
            if (is_collector) sample.cells = warm_up_cells(sample.grid);
        });
        return sample;
    }
    auto const source = communicator.all_or_none([&] { return photon_source(settings); });
    bool const is_one_by_one = settings.method == Method::events;
    CellCounts event_counts;
    if (is_one_by_one) {
        event_counts = count_events(settings, source, sample.grid, communicator, progress);
    }
    communicator.all_or_none([&] {
        if (!is_collector) return;
        auto const probabilities = cell_probabilities(source, sample.grid, settings.resolution);
        auto counts = is_one_by_one ? std::vector<double>(event_counts.begin(), event_counts.end())
                                    : counts_at_once(settings, probabilities);
        // The last element counts the events outside of the grid, which are lost.
        counts.resize(sample.grid.size());
        fill_cells(sample, counts, probabilities);
    });
    return sample;
}

double mean_squared_error_floor(Sample const& sample) {
    double sum = 0;
    for (auto const& cell : sample.cells) sum += cell.variance;
    return sum / static_cast<double>(sample.cells.size());
}

}  // namespace balmer::physics::isr
