#include "balmer/physics/isr/sample.hpp"

namespace balmer::physics::isr {

Interval BinAxis::bin(std::size_t index) const {
    // Interpolate from both ends, so that the last edge is exactly the end.
    auto const edge = [&](std::size_t i) {
        double const share = static_cast<double>(i) / static_cast<double>(bin_count);
        return (1 - share) * range.low + share * range.high;
    };
    return {edge(index), edge(index + 1)};
}

double BinAxis::centre(std::size_t index) const {
    return range.low + (static_cast<double>(index) + 0.5) * bin_width();
}

Grid grid_of(Settings const& settings) {
    bool const neutralino = settings.kind == SampleKind::neutralino;
    Interval const x = neutralino ? NeutralinoPhotons::x_range : Interval{0.1, 1};
    Interval const sin_theta =
        neutralino ? NeutralinoPhotons::sin_theta_range : SplittingPhotons::sin_theta_range;
    return {{x, settings.bin_counts.x}, {sin_theta, settings.bin_counts.sin_theta}};
}

PhotonSource photon_source(Settings const& settings) {
    if (settings.kind == SampleKind::neutralino) return NeutralinoPhotons();
    return SplittingPhotons(settings.window.value_or(default_window(settings.resolution)));
}

}  // namespace balmer::physics::isr
