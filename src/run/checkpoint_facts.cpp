#include "balmer/run/checkpoint_facts.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::run {
namespace {

std::vector<std::string> names_of(std::vector<data::ColumnInfo> const& columns) {
    std::vector<std::string> names;
    for (auto const& column : columns) names.push_back(column.name);
    return names;
}

}  // namespace

evolve::HallOfFame hall_of_fame_of(checkpoint::Checkpoint const& checkpoint, int max_complexity) {
    auto const& entries = checkpoint.hall_of_fame;
    if (!entries.empty()) max_complexity = std::max(max_complexity, entries.back().complexity);
    evolve::HallOfFame hall_of_fame(max_complexity);
    for (auto const& entry : entries) hall_of_fame.offer(entry);
    return hall_of_fame;
}

bool has_reached_loss(checkpoint::Checkpoint const& checkpoint,
                      evolve::SearchSettings const& search) {
    return std::ranges::any_of(checkpoint.hall_of_fame, [&](auto const& entry) {
        return search.stop_at_loss > 0 && entry.mse <= search.stop_at_loss;
    });
}

bool has_all_iterations(checkpoint::Checkpoint const& checkpoint,
                        evolve::SearchSettings const& search) {
    if (counter_of(checkpoint, "candidates_pending").value_or(0) > 0) return false;
    auto const is_done = [&](checkpoint::IslandArchive const& island) {
        return island.iteration >= search.iterations;
    };
    return checkpoint.islands.size() == search.island_count &&
           std::ranges::all_of(checkpoint.islands, is_done);
}

bool is_finished(checkpoint::Checkpoint const& checkpoint, evolve::SearchSettings const& search) {
    return has_reached_loss(checkpoint, search) || has_all_iterations(checkpoint, search);
}

std::uint64_t iterations_of(checkpoint::Checkpoint const& checkpoint) {
    std::uint64_t sum = 0;
    for (auto const& island : checkpoint.islands) sum += island.iteration;
    return sum;
}

std::optional<double> counter_of(checkpoint::Checkpoint const& checkpoint,
                                 std::string const& name) {
    for (auto const& counter : checkpoint.counters) {
        if (counter.name != name) continue;
        return std::visit([](auto value) { return static_cast<double>(value); }, counter.value);
    }
    return std::nullopt;
}

std::vector<evolve::HallOfFameEntry> front_of(checkpoint::Checkpoint const& checkpoint) {
    auto hall_of_fame = hall_of_fame_of(checkpoint, 0);
    // NaN until the mean square of the target is known.
    double const floor = counter_of(checkpoint, "rounding_floor").value_or(0);
    if (std::isfinite(floor)) hall_of_fame.set_rounding_floor(floor);
    hall_of_fame.set_least_gain(counter_of(checkpoint, "least_gain").value_or(0));
    return hall_of_fame.front();
}

report::Record record_of(checkpoint::Checkpoint const& checkpoint) {
    auto const& header = checkpoint.header;
    return {.features = header.features,
            .target = header.target,
            .provenance = {.version = header.version,
                           .commit = header.commit,
                           .data_file = header.data_file,
                           .content_hash = header.content_hash,
                           .seed = header.seed,
                           .row_count = header.row_count},
            .front = front_of(checkpoint),
            .proven_complexity =
                static_cast<int>(counter_of(checkpoint, "proven_complexity").value_or(0))};
}

std::string data_difference(checkpoint::Header const& header, report::Record const& record) {
    auto const before = names_of(header.features);
    auto const now = record.feature_names();
    if (header.row_count != record.provenance.row_count) {
        return fmt::format("it had {} events, now there are {}", header.row_count,
                           record.provenance.row_count);
    }
    if (before != now) {
        return fmt::format("its features were {}, now they are {}", fmt::join(before, ", "),
                           fmt::join(now, ", "));
    }
    if (header.target.name != record.target.name) {
        return fmt::format("its target was {}, now it is {}", header.target.name,
                           record.target.name);
    }
    if (header.content_hash != record.provenance.content_hash) {
        return fmt::format("its values differ (content hash was {:016x}, now {:016x})",
                           header.content_hash, record.provenance.content_hash);
    }
    return {};
}

}  // namespace balmer::run
