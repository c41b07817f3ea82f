#include "balmer/search/load_job.hpp"

#include "balmer/base/error.hpp"
#include "balmer/data/source_error.hpp"
#include "balmer/job/job_file.hpp"

#include "island_choice.hpp"

#include <utility>

namespace balmer::search {
namespace {

namespace fs = std::filesystem;

/// Reads the schema of the data file. Mistakes are added to the problems of `reading`, except those
/// of keys that are reported already.
data::Schema read_data(job::Reading& reading) {
    try {
        return data::read_schema(reading.job.data);
    } catch (data::SourceError const& error) {
        for (auto const& [key, text] : error.keyed_problems()) {
            if (reading.refused.count(key) == 0) reading.problems.add(reading.place_of(key), text);
        }
    } catch (DataError const& error) {
        for (auto const& text : error.problems()) {
            reading.problems.add(reading.place_of("data.file"), text);
        }
    }
    return {};
}

/// The job with all features listed, as checkpoints contain it.
job::Job with_features(job::Job job, data::Schema const& schema) {
    job.data.features = schema.feature_spellings;
    return job;
}

/// Throws all mistakes: as DataError if the job itself has none.
void throw_mistakes(job::Reading const& reading, bool job_is_good) {
    if (job_is_good) reading.problems.throw_if_any<DataError>();
    reading.problems.throw_if_any();
}

/// Finds the checkpoint to resume from. If it is damaged or of another job, that is added to the
/// problems of `reading`. Returns true if the job itself has no mistakes.
bool look_for_restart(job::Reading& reading, data::Schema const& schema,
                      std::optional<run::Restart>& restart) {
    auto const& job = reading.job;
    bool job_is_good = true;
    try {
        restart = run::find_restart(with_features(job, schema));
    } catch (DataError const& error) {
        for (auto const& text : error.problems()) {
            reading.problems.add(reading.place_of("run.directory"), text);
        }
    } catch (InputError const& error) {
        job_is_good = false;
        for (auto const& text : error.problems()) {
            reading.problems.add(reading.place_of("run.directory"), text);
        }
    }
    if (!restart) return job_is_good;
    for (auto const& change : restart->changes) {
        // A value that could not be read is reported once.
        bool const is_unknown = reading.refused.count(change.key) != 0 ||
                                (change.key == "data.features" && schema.row_count == 0);
        if (is_unknown || job::may_change(change.key)) continue;
        job_is_good = false;
        reading.problems.add(reading.place_of(change.key),
                             run::refusal_of(change, job.run.directory));
    }
    return job_is_good;
}

/// Replaces `search.islands = "auto"` by the number of the checkpoint, or by one for these workers.
void settle_islands(job::Job& job, std::optional<run::Restart> const& restart,
                    std::size_t worker_count) {
    // Checkpoints of versions without that key have the value that describes them.
    if (restart) job.search.min_rows = restart->job.search.min_rows;
    if (!job.chooses_islands) return;
    job.chooses_islands = false;
    job.search.island_count = restart ? restart->job.search.island_count
                                      : choose_island_count(worker_count, job.search.deterministic);
}

job::Reading read_job_file(fs::path const& path, std::vector<std::string> const& overrides,
                           fs::path const& run_directory) {
    auto reading = job::read_job_file(path, overrides);
    if (!run_directory.empty()) reading.job.run.directory = run_directory;
    return reading;
}

}  // namespace

job::Job check_job(fs::path const& path, std::vector<std::string> const& overrides,
                   fs::path const& run_directory) {
    auto reading = read_job_file(path, overrides, run_directory);
    bool const job_is_good = reading.problems.empty();
    auto const schema = read_data(reading);
    throw_mistakes(reading, job_is_good);
    return with_features(std::move(reading.job), schema);
}

CheckedJob load_job(fs::path const& path, std::vector<std::string> const& overrides,
                    run::OldResults old_results, fs::path const& run_directory,
                    std::size_t worker_count) {
    auto reading = read_job_file(path, overrides, run_directory);
    auto& job = reading.job;
    auto const problem = run::directory_problem(job.run.directory, old_results);
    if (problem) reading.problems.add(reading.place_of("run.directory"), *problem);
    bool job_is_good = reading.problems.empty();
    auto schema = read_data(reading);
    std::optional<run::Restart> restart;
    if (!problem && old_results == run::OldResults::resume) {
        job_is_good = look_for_restart(reading, schema, restart) && job_is_good;
    }
    throw_mistakes(reading, job_is_good);
    bool const islands_are_chosen = job.chooses_islands;
    settle_islands(job, restart, worker_count);
    return {with_features(std::move(job), schema), std::move(schema), std::move(restart),
            islands_are_chosen};
}

}  // namespace balmer::search
