/// \file
/// The events of `balmer generate formula`: features drawn from ranges, target by a formula.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/physics/progress.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balmer::physics::toy {

/// How a feature is distributed: uniformly, in its logarithm, or over whole numbers.
enum class Spread { uniform, logarithmic, whole };

std::string_view to_string(Spread spread);

/// A feature and the range that it is drawn from: [low, high), or low to high with both ends if it
/// is whole. If low = high, it always has that value.
struct Range {
    std::string name;
    double low = 0;
    double high = 1;
    Spread spread = Spread::uniform;

    bool operator==(Range const&) const = default;
};

enum class NotFinite { refuse, skip };

struct Settings {
    /// A formula of the features in `ranges` and of `constants`.
    std::string expression;
    std::vector<Range> ranges;
    std::vector<std::pair<std::string, double>> constants = {};
    std::size_t event_count = 0;
    std::uint64_t seed = 0;
    /// Standard deviation of the Gaussian noise on the target, in units of the standard deviation
    /// of the target without noise.
    double noise = 0;
    /// Number of further features, idle_1, idle_2, …, that the target does not depend on. They are
    /// drawn from the ranges of the features, in turn.
    std::size_t idle_count = 0;
    /// Name of the target.
    std::string target = "target";
    /// What to do with draws where the formula is not finite.
    NotFinite not_finite = NotFinite::refuse;

    bool operator==(Settings const&) const = default;
};

/// The names of the features that the formula may use, in the order of the ranges.
std::vector<std::string> feature_names(Settings const& settings);

/// Throws InputError with every mistake: of the formula, names, ranges and numbers.
void validate(Settings const& settings);

struct Sample {
    Settings settings = {};
    /// The ranges of all features, idle ones included; `features[i]` has the values of the i-th.
    std::vector<Range> ranges = {};
    std::vector<std::vector<double>> features = {};
    /// The values of the formula, and these with noise.
    std::vector<double> exact = {};
    std::vector<double> target = {};
    /// Draws before the last event where the formula is not finite.
    std::size_t skipped_count = 0;
    /// Of `exact`, over the events.
    double mean = 0;
    double standard_deviation = 0;
};

/// Collective: the sample on rank 0. It depends on the settings alone, not on the number of ranks.
/// Throws InputError on every rank for invalid settings, and if the formula is not finite on a draw
/// unless such draws are skipped, or on all of the first million.
Sample generate(Settings const& settings, parallel::Communicator const& communicator,
                Progress const& progress = {});

/// The features; the target; the latent column exact, the target without noise.
formats::EventFile to_event_file(Sample const& sample);

}  // namespace balmer::physics::toy
