#include "balmer/run/restart.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/version.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/run/checkpoint_facts.hpp"

#include <utility>

#include <fmt/format.h>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

constexpr char const* min_rows_key = "search.min_rows";

/// The job in the checkpoint.
job::Reading job_of(checkpoint::Header const& header, fs::path const& file) {
    auto const name = "the job in " + file.string();
    auto reading = job::read_job(header.job, name);
    auto problems = reading.problems.problems();
    if (problems.empty()) return reading;
    problems.push_back(fmt::format(
        "cannot resume from '{}': it was written by balmer {} ({}), whose job keys differ from "
        "those of this version, {} ({}). Use that version, or start anew with --fresh",
        file.string(), header.version, header.commit, version(), commit()));
    throw InputError(std::move(problems));
}

}  // namespace

std::optional<Restart> find_restart(job::Job const& job) {
    auto loaded = checkpoint::load_checkpoint(job.run.directory);
    if (!loaded) return std::nullopt;
    auto reading = job_of(loaded->checkpoint.header, loaded->file);
    auto& before = reading.job;
    auto now = job;
    if (reading.places.count(min_rows_key) == 0) {
        // Written before this key existed: islands saw their own shards alone, and go on with them.
        before.search.min_rows = now.search.min_rows = 1;
    }
    if (now.chooses_islands) {
        now.chooses_islands = before.chooses_islands;
        now.search.island_count = before.search.island_count;
    }
    auto changes = job::compare_jobs(before, now);
    return Restart{std::move(loaded->checkpoint), std::move(loaded->file), std::move(before),
                   std::move(loaded->warnings), std::move(changes)};
}

std::string refusal_of(job::Change const& change, fs::path const& directory) {
    auto const value = [](std::string const& text) {
        return text.empty() ? std::string(" without a value") : " = " + text;
    };
    return fmt::format(
        "{0}{1}, but the checkpoint in run directory '{2}' was made with {0}{3} (a run resumes "
        "with the settings it was started with). Restore the old value, start anew with --fresh, "
        "or choose another --run directory",
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
        "'{}' was made with other data than '{}' contains: {} (a run resumes with the data it was "
        "started with, which came from '{}'). Restore that file, start anew with --fresh, or "
        "choose another --run directory",
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

}  // namespace balmer::run
