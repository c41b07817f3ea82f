#include "balmer/app/job_file.hpp"

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

/// Looks at the data file; what is wrong there goes to `problems` with the place of data.file.
data::Schema read_data(JobReading const& reading, ProblemList& problems) {
    auto const& spec = reading.job.data;
    if (spec.file.empty() || spec.target.empty()) return {};
    try {
        auto schema = data::read_schema(spec);
        data::check_shard_plan({schema.row_count, reading.job.search.island_count});
        return schema;
    } catch (DataError const& error) {
        for (auto const& problem : error.problems()) {
            problems.add(reading.place_of("data.file") + problem);
        }
    } catch (InputError const&) {
        // 0 islands: read_job() has reported it.
    }
    return {};
}

}  // namespace

CheckedJob load_job(fs::path const& path, std::vector<std::string> const& overrides,
                    OldResults old_results, fs::path const& run_directory) {
    auto reading = read_job(read_text(path), path.string(), overrides);
    auto& job = reading.job;
    if (!run_directory.empty()) job.run.directory = run_directory;
    if (job.run.directory.empty()) job.run.directory = default_directory(path);
    job.data.file = resolved(job.data.file, path);

    if (auto const problem = run_directory_problem(job.run.directory, old_results)) {
        reading.problems.add(reading.place_of("run.directory") + *problem);
    }
    ProblemList data_problems;
    auto schema = read_data(reading, data_problems);
    if (reading.problems.empty()) data_problems.throw_if_any<DataError>();
    for (auto const& problem : data_problems.problems()) reading.problems.add(problem);
    reading.problems.throw_if_any();
    return {std::move(job), std::move(schema)};
}

}  // namespace balmer::app
