#include "balmer/console/exit_code.hpp"
#include "balmer/job/document.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/search/load_job.hpp"

#include "commands.hpp"
#include "job_options.hpp"

#include <memory>
#include <string>
#include <variant>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

struct JobOptions {
    search::Options search;
    std::string key;
};

/// Turns a value of the job into JSON.
struct JsonOf {
    using Json = nlohmann::ordered_json;

    Json operator()(job::Value const& value) const { return std::visit(*this, value.content); }
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(job::Value::Array const& array) const {
        auto json = Json::array();
        for (auto const& element : array) json.push_back((*this)(element));
        return json;
    }
    Json operator()(job::Value::Table const& table) const {
        auto json = Json::object();
        for (auto const& [key, value] : table) json[key] = (*this)(value);
        return json;
    }
    template <class Scalar>
    Json operator()(Scalar const& scalar) const {
        return scalar;
    }
};

/// The value of one key. Does not read the data, which need not exist yet.
std::string key_text(JobOptions const& options) {
    auto reading = job::read_job_file(options.search.job, options.search.overrides);
    reading.problems.throw_if_any();
    if (!options.search.run_directory.empty()) {
        reading.job.run.directory = options.search.run_directory;
    }
    return job::value_text(reading.job, options.key) + "\n";
}

std::string job_text(search::Options const& options) {
    auto const text =
        job::write_job(search::check_job(options.job, options.overrides, options.run_directory));
    return options.json ? JsonOf()(job::parse_document(text, "job")).dump(2) + "\n" : text;
}

int print_job(JobOptions const& options, console::Console& console) {
    console.out << (options.key.empty() ? job_text(options.search) : key_text(options));
    return console::exit_finished;
}

}  // namespace

void add_job(CLI::App& app, Action& action) {
    auto options = std::make_shared<JobOptions>();
    auto& command = *app.add_subcommand(
        "job", "check a job file and print it with its defaults, or print one key");
    add_job_options(command, options->search);
    command.add_option("--print", options->key,
                       "print only the value of this key (run.directory); the data are not read");
    command.add_flag("--json", options->search.json, "print the job as JSON");
    command.footer(
        R"(Makes the checks that "balmer search" makes before it opens the run directory: keys, values, and the
names and formulas of the data. All mistakes are reported together, with their lines. The command accepts
every option of "balmer search", so that the arguments of a search can be checked unchanged; it writes no
files. The printed job is itself a job file.

Exit codes: 0 the job has no mistakes; 2 it has mistakes; 3 only its data are bad.

Examples:
  balmer job jobs/wbf_f0.toml
  balmer job jobs/wbf_f0.toml --set search.seed=7 --json
  balmer job jobs/wbf_f0.toml --print run.directory

Keys of a job file and their defaults:
)" + job::describe_job_keys());
    command.callback([options, &action] {
        action = {[options](console::Console& console) { return print_job(*options, console); }};
    });
}

}  // namespace balmer::app
