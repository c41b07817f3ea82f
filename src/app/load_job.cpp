#include "balmer/app/job_file.hpp"
#include "balmer/data/source_error.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>

namespace balmer::app {
namespace {

namespace fs = std::filesystem;

std::string read_text(fs::path const& path) {
    std::error_code failure;
    if (fs::is_directory(path, failure)) {
        throw InputError("'" + path.string() + "' is a folder (needs a job file)");
    }
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        throw InputError("cannot read the job file '" + path.string() + "' (" +
                         (fs::exists(path, failure) ? "no permission" : "there is none") + ")");
    }
    return text;
}

/// A relative name in the current directory, else beside the job file; absolute from then on, so
/// that job.toml in the run directory means the same file.
fs::path resolved(fs::path const& file, fs::path const& job_path) {
    if (file.empty() || file.is_absolute() || fs::exists(file)) {
        return file.empty() ? file : fs::absolute(file).lexically_normal();
    }
    auto const beside = fs::absolute(job_path).parent_path() / file;
    return (fs::exists(beside) ? beside : fs::absolute(file)).lexically_normal();
}

fs::path default_directory(fs::path const& job_path) { return fs::path("runs") / job_path.stem(); }

/// Looks at the data file; what is wrong there goes to the problems of `reading`, unless the key
/// is reported already.
data::Schema read_data(JobReading& reading) {
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

/// Whether there are events for each island.
void check_islands(JobReading& reading, std::size_t row_count) {
    auto const island_count = reading.job.search.island_count;
    if (row_count == 0 || island_count == 0) return;
    try {
        data::check_shard_plan({row_count, island_count});
    } catch (DataError const& error) {
        auto const* key =
            reading.places.count("search.islands") != 0 ? "search.islands" : "data.file";
        reading.problems.add(reading.place_of(key), error.what());
    }
}

/// The job as a checkpoint has it: with its features.
Job with_features(Job job, data::Schema const& schema) {
    job.data.features = schema.feature_spellings;
    return job;
}

/// The checkpoint to go on from; where it is of another job or of no use, that goes to the problems
/// of `reading`. Returns whether the job is free of blame.
bool look_for_restart(JobReading& reading, data::Schema const& schema,
                      std::optional<Restart>& restart) {
    auto const& job = reading.job;
    bool job_is_good = true;
    try {
        restart = find_restart(with_features(job, schema));
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
        // What could not be read is reported as that alone.
        bool const is_unknown = reading.refused.count(change.key) != 0 ||
                                (change.key == "data.features" && schema.row_count == 0);
        if (is_unknown || may_change(change.key)) continue;
        job_is_good = false;
        reading.problems.add(reading.place_of(change.key), refusal_of(change, job.run.directory));
    }
    return job_is_good;
}

}  // namespace

JobReading read_job_file(fs::path const& path, std::vector<std::string> const& overrides) {
    auto reading = read_job(read_text(path), path.string(), overrides);
    reading.job.data.file = resolved(reading.job.data.file, path);
    return reading;
}

CheckedJob load_job(fs::path const& path, std::vector<std::string> const& overrides,
                    OldResults old_results, fs::path const& run_directory) {
    auto reading = read_job_file(path, overrides);
    auto& job = reading.job;
    if (!run_directory.empty()) job.run.directory = run_directory;
    if (job.run.directory.empty()) job.run.directory = default_directory(path);
    auto const problem = run_directory_problem(job.run.directory, old_results);
    if (problem) reading.problems.add(reading.place_of("run.directory"), *problem);
    bool job_is_good = reading.problems.empty();
    auto schema = read_data(reading);
    check_islands(reading, schema.row_count);
    std::optional<Restart> restart;
    if (!problem && old_results == OldResults::go_on) {
        job_is_good = look_for_restart(reading, schema, restart) && job_is_good;
    }
    if (job_is_good) reading.problems.throw_if_any<DataError>();
    reading.problems.throw_if_any();
    return {with_features(std::move(job), schema), std::move(schema), std::move(restart)};
}

}  // namespace balmer::app
