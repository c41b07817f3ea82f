#include "balmer/run/restart.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/version.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/expr/complexity.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/run/files.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_of(std::vector<data::ColumnInfo> const& columns) {
    std::vector<std::string> names;
    for (auto const& column : columns) names.push_back(column.name);
    return names;
}

/// The job as the checkpoint has it.
job::Job job_of(checkpoint::Header const& header, fs::path const& file) {
    auto const name = "the job in " + file.string();
    auto reading = job::read_job(header.job, name);
    auto problems = reading.problems.problems();
    if (problems.empty()) return std::move(reading.job);
    problems.push_back(fmt::format(
        "'{}' cannot be gone on from: it was written by balmer {} ({}), whose job keys are not "
        "those of this version, {} ({}). Use that version, or start anew with --fresh",
        file.string(), header.version, header.commit, version(), commit()));
    throw InputError(std::move(problems));
}

/// What differs between the data of the checkpoint and those at hand; empty where nothing does.
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
        return fmt::format("the numbers in it are others (content hash {:016x}, now {:016x})",
                           header.content_hash, record.provenance.content_hash);
    }
    return {};
}

/// Whether an entry of a file that people can edit is one that this search could have found.
bool fits(evolve::HallOfFameEntry const& entry, evolve::SearchSettings const& search) {
    auto const& constraints = search.constraints;
    return std::isfinite(entry.mse) && entry.mse >= 0 &&
           entry.complexity <= constraints.max_complexity &&
           entry.complexity == expr::complexity(entry.tree.nodes, search.complexity_weights);
}

/// All entries of the checkpoint, with places up to `max_complexity` at least.
evolve::HallOfFame hall_of_fame_of(checkpoint::Checkpoint const& checkpoint, int max_complexity) {
    auto const& entries = checkpoint.hall_of_fame;
    if (!entries.empty()) max_complexity = std::max(max_complexity, entries.back().complexity);
    evolve::HallOfFame hall_of_fame(max_complexity);
    for (auto const& entry : entries) hall_of_fame.offer(entry);
    return hall_of_fame;
}

}  // namespace

bool has_checkpoint(fs::path const& directory) {
    using checkpoint::current_name, checkpoint::previous_name, checkpoint::damaged_name;
    // A link that leads nowhere is one that cannot be read: the loader says so.
    return std::ranges::any_of(
        std::array{current_name, previous_name, damaged_name},
        [&](char const* name) { return fs::exists(fs::symlink_status(directory / name)); });
}

std::optional<Restart> find_restart(job::Job const& job) {
    auto loaded = checkpoint::load_checkpoint(job.run.directory);
    if (!loaded) return std::nullopt;
    auto changes = job::compare_jobs(job_of(loaded->checkpoint.header, loaded->file), job);
    return Restart{std::move(loaded->checkpoint), std::move(loaded->file),
                   std::move(loaded->warnings), std::move(changes)};
}

std::string refusal_of(job::Change const& change, fs::path const& directory) {
    auto const value = [](std::string const& text) {
        return text.empty() ? std::string(" without a value") : " = " + text;
    };
    return fmt::format(
        "{0}{1}, but run directory '{2}' has a checkpoint made with {0}{3} (a run goes on with "
        "what it was started with). Put it back, start anew with --fresh, or take another --run "
        "directory",
        change.key, value(change.now), directory.string(), value(change.before));
}

void check_job(Restart const& restart, fs::path const& directory) {
    ProblemList problems;
    for (auto const& change : restart.changes) {
        if (!job::may_change(change.key)) problems.add(refusal_of(change, directory));
    }
    problems.throw_if_any();
}

void check_data(Restart const& restart, report::Record const& record) {
    auto const difference = data_difference(restart.checkpoint.header, record);
    if (difference.empty()) return;
    throw DataError(fmt::format(
        "'{}' was made with other data than those in '{}': {} (a run goes on with the data it was "
        "started with; then they came from '{}'). Give those back, start anew with --fresh, or "
        "take another --run directory",
        restart.file.string(), record.provenance.data_file, difference,
        restart.checkpoint.header.data_file));
}

checkpoint::Header header_of(job::Job const& job, report::Record const& record,
                             std::uint32_t life) {
    return {.version = version(),
            .commit = commit(),
            .job = job::write_job(job),
            .seed = job.search.seed,
            .data_file = record.provenance.data_file,
            .content_hash = record.provenance.content_hash,
            .row_count = record.provenance.row_count,
            .features = record.features,
            .target = record.target,
            .life = life};
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
    // Not a number until the size of the target is known.
    double const floor = counter_of(checkpoint, "rounding_floor").value_or(0);
    if (std::isfinite(floor)) hall_of_fame.set_rounding_floor(floor);
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
            .front = front_of(checkpoint)};
}

NewerEntries newer_entries(checkpoint::Checkpoint const& checkpoint, fs::path const& directory,
                           job::Job const& job) {
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
        return {{}, {"'" + path.string() + "' is of other data than the checkpoint"}};
    }
    NewerEntries newer;
    auto known = hall_of_fame_of(checkpoint, job.search.constraints.max_complexity);
    for (auto const& entry : record.front) {
        if (!fits(entry, job.search)) {
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
