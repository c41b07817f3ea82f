#include "balmer/run/newer_entries.hpp"

#include "balmer/base/error.hpp"
#include "balmer/expr/complexity.hpp"
#include "balmer/run/checkpoint_facts.hpp"
#include "balmer/run/files.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

/// Returns true if this search could have found the entry.
bool fits(evolve::HallOfFameEntry const& entry, evolve::SearchSettings const& search) {
    auto const& constraints = search.constraints;
    return std::isfinite(entry.mse) && entry.mse >= 0 &&
           entry.complexity <= constraints.max_complexity &&
           entry.complexity == expr::complexity(entry.tree.nodes, search.complexity_weights);
}

}  // namespace

NewerEntries newer_entries(checkpoint::Checkpoint const& checkpoint, fs::path const& directory,
                           evolve::SearchSettings const& search) {
    auto const path = directory / hall_of_fame_json;
    if (!fs::exists(path)) return {};
    report::Record record;
    try {
        record = read_hall_of_fame(directory);
    } catch (InputError const& error) {
        return {{}, error.problems()};
    } catch (IoError const& error) {
        return {{}, {error.what()}};
    }
    if (!data_difference(checkpoint.header, record).empty()) {
        return {{}, {"'" + path.string() + "' was made with other data than the checkpoint"}};
    }
    NewerEntries newer;
    auto known = hall_of_fame_of(checkpoint, search.constraints.max_complexity);
    for (auto const& entry : record.front) {
        if (!fits(entry, search)) {
            newer.problems.push_back(
                fmt::format("'{}' has an entry of complexity {} that this search cannot have found",
                            path.string(), entry.complexity));
        } else if (known.offer(entry)) {
            newer.entries.push_back(entry);
        }
    }
    return newer;
}

std::size_t take_entries(checkpoint::Checkpoint& checkpoint,
                         std::vector<evolve::HallOfFameEntry> const& entries) {
    int max_complexity = 0;
    for (auto const& entry : entries) max_complexity = std::max(max_complexity, entry.complexity);
    auto known = hall_of_fame_of(checkpoint, max_complexity);
    auto const taken =
        std::ranges::count_if(entries, [&](auto const& entry) { return known.offer(entry); });
    checkpoint.hall_of_fame = known.entries();
    return static_cast<std::size_t>(taken);
}

}  // namespace balmer::run
