#include "physics/isr/event_counts.hpp"

#include "balmer/parallel/block_team.hpp"
#include "balmer/parallel/collectives.hpp"

#include <algorithm>
#include <functional>

namespace balmer::physics::isr {
namespace {

/// Finds the cell of a measured photon; grid.size() if it is outside of the grid.
class CellFinder {
public:
    explicit CellFinder(Grid const& grid)
        : x_(grid.x), sin_theta_(grid.sin_theta), size_(grid.size()) {}

    std::size_t operator()(Photon const& photon) const {
        double const row = x_.position(photon.x), column = sin_theta_.position(photon.sin_theta);
        bool const inside =
            row >= 0 && row < x_.bin_count && column >= 0 && column < sin_theta_.bin_count;
        return inside ? static_cast<std::size_t>(row) * sin_theta_.stride +
                            static_cast<std::size_t>(column)
                      : size_;
    }

private:
    struct Axis {
        double low, inverse_width, bin_count;
        std::size_t stride;

        explicit Axis(BinAxis const& axis)
            : low(axis.range.low),
              inverse_width(1 / axis.bin_width()),
              bin_count(static_cast<double>(axis.bin_count)),
              stride(axis.bin_count) {}
        double position(double value) const { return (value - low) * inverse_width; }
    };

    Axis x_, sin_theta_;
    std::size_t size_;
};

template <class Source>
void add_events(Source const& source, CellFinder const& cell_of, EnergyResolution const& resolution,
                std::uint64_t event_count, RandomStream& stream, CellCounts& counts) {
    if (resolution.size == 0) {
        for (std::uint64_t n = 0; n < event_count; ++n) ++counts[cell_of(source.draw(stream))];
        return;
    }
    for (std::uint64_t n = 0; n < event_count; ++n) {
        Photon photon = source.draw(stream);
        photon.x += resolution.sigma_x(photon.x) * stream.normal();
        ++counts[cell_of(photon)];
    }
}

void add_block(PhotonSource const& source, Grid const& grid, EnergyResolution const& resolution,
               std::uint64_t event_count, RandomStream& stream, CellCounts& counts) {
    CellFinder const cell_of(grid);
    std::visit(
        [&](auto const& photons) {
            add_events(photons, cell_of, resolution, event_count, stream, counts);
        },
        source);
}

}  // namespace

CellCounts count_events(Settings const& settings, PhotonSource const& source, Grid const& grid,
                        parallel::Communicator const& communicator, Progress const& progress) {
    std::uint64_t const events = settings.event_count;
    std::uint64_t const block_count = (events + events_in_block - 1) / events_in_block;
    auto counts = communicator.all_or_none([&] { return CellCounts(grid.size() + 1); });
    auto const report = [&](std::uint64_t made_count) {
        if (!progress || communicator.rank() > 0) return;
        progress(static_cast<double>(made_count) / static_cast<double>(events));
    };
    parallel::run_own_blocks(communicator, block_count, [&](std::uint64_t block) {
        RandomStream stream(settings.seed, static_cast<std::uint32_t>(block), 0,
                            Purpose::generate_events);
        std::uint64_t const begin = block * events_in_block;
        add_block(source, grid, settings.resolution, std::min(events_in_block, events - begin),
                  stream, counts);
        report(begin);
    });
    counts = parallel::reduce(communicator, counts, [](CellCounts sum, CellCounts const& own) {
        std::ranges::transform(sum, own, sum.begin(), std::plus{});
        return sum;
    });
    report(events);
    return counts;
}

}  // namespace balmer::physics::isr
