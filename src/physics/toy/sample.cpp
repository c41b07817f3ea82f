#include "balmer/physics/toy/sample.hpp"

#include "balmer/base/random.hpp"
#include "balmer/parallel/block_team.hpp"
#include "balmer/parallel/packing.hpp"

#include "physics/settings_checks.hpp"
#include "physics/toy/bound_formula.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::toy {
namespace {

constexpr std::size_t rows_per_block = 4096;
constexpr std::size_t hopeless_draw_count = 1000000;

/// The iterations in the keys of the streams, one for each use.
constexpr std::uint32_t of_features = 0;
constexpr std::uint32_t of_noise = 1;
constexpr std::uint32_t of_idle_features = 2;

std::vector<Range> all_ranges(Settings const& settings) {
    auto ranges = settings.ranges;
    for (std::size_t i = 0; i < settings.idle_count; ++i) {
        auto range = settings.ranges[i % settings.ranges.size()];
        range.name = sentence("idle_", i + 1);
        ranges.push_back(range);
    }
    return ranges;
}

/// A number of the range; draws one uniform number.
double draw(Range const& range, RandomStream& stream) {
    double const u = stream.uniform();
    auto const& [name, low, high, spread] = range;
    switch (spread) {
        case Spread::uniform:
            return low + (high - low) * u;
        case Spread::logarithmic:
            return std::clamp(low * std::exp(std::log(high / low) * u), low, high);
        case Spread::whole:
            return std::min(low + std::floor((high - low + 1) * u), high);
    }
    return low;
}

/// Rows of all features and the value of the formula, one after the other.
///
/// Idle features have a stream of their own: the others are the same whatever their number.
std::vector<double> make_rows(Settings const& settings, std::vector<Range> const& ranges,
                              expr::Tree const& tree, std::uint32_t block) {
    RandomStream stream(settings.seed, block, of_features, Purpose::generate_events);
    RandomStream idle(settings.seed, block, of_idle_features, Purpose::generate_events);
    auto const own_count = settings.ranges.size();
    std::vector<double> rows;
    rows.reserve(rows_per_block * (ranges.size() + 1));
    std::vector<double> row(ranges.size());
    for (std::size_t i = 0; i < rows_per_block; ++i) {
        for (std::size_t k = 0; k < ranges.size(); ++k) {
            row[k] = draw(ranges[k], k < own_count ? stream : idle);
        }
        rows.insert(rows.end(), row.begin(), row.end());
        rows.push_back(expr::evaluate(tree, row));
    }
    return rows;
}

/// Takes rows in their order until the sample is complete.
class Collector {
public:
    explicit Collector(Sample& sample) : sample_(sample) {
        for (auto& column : sample_.features) column.reserve(wanted());
        sample_.exact.reserve(wanted());
    }

    bool is_complete() const { return sample_.exact.size() == wanted(); }
    double fraction() const {
        return static_cast<double>(sample_.exact.size()) / static_cast<double>(wanted());
    }

    /// Returns true if more rows are needed.
    bool take(std::vector<double> const& rows) {
        auto const width = sample_.ranges.size() + 1;
        for (std::size_t at = 0; at < rows.size() && !is_complete(); at += width) {
            take_row(&rows[at]);
        }
        return !is_complete();
    }

    /// Throws InputError if the formula was not finite where it has to be.
    void finish() const {
        if (refused_count_ == 0) return;
        throw InputError(sentence("the formula is not finite on ", refused_count_, " of ", wanted(),
                                  " draws, the first of them at ", first_refused_,
                                  " (it must have a value everywhere). Choose other ranges, or add "
                                  "--skip-non-finite?"));
    }

private:
    std::size_t wanted() const { return sample_.settings.event_count; }

    void take_row(double const* row) {
        double const value = row[sample_.ranges.size()];
        if (!std::isfinite(value)) {
            if (sample_.settings.not_finite == NotFinite::skip) return skip();
            if (refused_count_++ == 0) first_refused_ = description(row);
        }
        for (auto& column : sample_.features) column.push_back(*row++);
        sample_.exact.push_back(value);
    }

    void skip() {
        ++sample_.skipped_count;
        if (!sample_.exact.empty() || sample_.skipped_count < hopeless_draw_count) return;
        throw InputError(
            "the formula is not finite on the first million draws (nothing is left). Choose other "
            "ranges?");
    }

    std::string description(double const* row) const {
        std::string text;
        for (std::size_t k = 0; k < sample_.settings.ranges.size(); ++k) {
            text += sentence(k > 0 ? ", " : "", sample_.ranges[k].name, " = ", row[k]);
        }
        return text;
    }

    Sample& sample_;
    std::size_t refused_count_ = 0;
    std::string first_refused_;
};

void add_moments(Sample& sample) {
    auto const count = static_cast<double>(sample.exact.size());
    double sum = 0;
    for (double const value : sample.exact) sum += value / count;
    double variance = 0;
    for (double const value : sample.exact) variance += (value - sum) * ((value - sum) / count);
    sample.mean = sum;
    sample.standard_deviation = std::sqrt(variance);
}

void add_noise(Sample& sample) {
    sample.target = sample.exact;
    double const size = sample.settings.noise * sample.standard_deviation;
    if (size == 0) return;
    for (std::size_t first = 0; first < sample.target.size(); first += rows_per_block) {
        auto const block = static_cast<std::uint32_t>(first / rows_per_block);
        RandomStream stream(sample.settings.seed, block, of_noise, Purpose::generate_events);
        auto const end = std::min(first + rows_per_block, sample.target.size());
        for (auto i = first; i < end; ++i) sample.target[i] += size * stream.normal();
    }
}

}  // namespace

Sample generate(Settings const& settings, parallel::Communicator const& communicator,
                Progress const& progress) {
    validate(settings);
    ProblemList problems;
    auto const tree =
        bound_formula(settings.expression, feature_names(settings), settings.constants, problems);
    problems.throw_if_any();
    Sample sample{.settings = settings, .ranges = all_ranges(settings)};
    communicator.all_or_none([&] { sample.features.resize(sample.ranges.size()); });
    if (communicator.rank() > 0) sample.settings.event_count = 0;
    Collector collector(sample);
    parallel::collect_blocks(
        communicator,
        [&](std::uint32_t block) {
            return parallel::pack(make_rows(settings, sample.ranges, tree, block));
        },
        [&](parallel::Bytes const& content) {
            bool const goes_on = collector.take(parallel::unpack<std::vector<double>>(content));
            if (progress) progress(collector.fraction());
            return goes_on;
        });
    communicator.all_or_none([&] {
        if (communicator.rank() > 0) return;
        collector.finish();
        add_moments(sample);
        add_noise(sample);
    });
    return sample;
}

}  // namespace balmer::physics::toy
