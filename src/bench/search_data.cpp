#include "balmer/bench/search_data.hpp"

#include "balmer/base/error.hpp"
#include "balmer/data/sample_plan.hpp"
#include "balmer/formats/event_file.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include <algorithm>
#include <utility>

namespace balmer::bench {
namespace {

constexpr std::uint64_t event_seed = 1;

AlignedVector<double> sample_of(std::vector<formats::EventColumn> const& columns,
                                std::string const& name, data::SamplePlan const& plan) {
    auto const column = std::ranges::find(columns, name, &formats::EventColumn::name);
    BALMER_VALIDATE(column != columns.end(),
                    "events made in memory have no column '" + name +
                        "' (the job needs it). See balmer generate wbf --help for the columns, "
                        "or give a file by --data");
    AlignedVector<double> values;
    for (auto const shard : plan.shards_of(0)) {
        for (std::size_t i = 0; i < plan.shards.size(shard); ++i) {
            values.push_back(column->values[plan.shards.row(shard, i)]);
        }
    }
    return values;
}

data::Table<double> made_sample(data::SourceSpec const& spec, data::SamplePlan const& plan,
                                std::function<void(double)> const& progress) {
    physics::wbf::Settings settings;
    settings.event_count = plan.shards.row_count;
    settings.seed = event_seed;
    auto const events = to_event_file(physics::wbf::generate(settings, {}, progress));
    std::vector<AlignedVector<double>> features;
    for (auto const& name : spec.features) {
        features.push_back(sample_of(events.features, name, plan));
    }
    return {std::move(features), sample_of(events.targets, spec.target, plan), {}};
}

data::Table<double> read_sample(data::SourceSpec const& spec, data::SamplePlan const& plan) {
    auto const shards = data::read_shards(spec, plan.shards, plan.shards_of(0));
    std::vector<data::Table<double> const*> parts;
    for (auto const& shard : shards) parts.push_back(&shard);
    return data::joined(parts);
}

job::Reading read(SearchSource const& source) {
    if (!source.job.empty()) return job::read_job_file(source.job, source.overrides);
    auto reading = job::read_job(default_job(), "default job", source.overrides);
    if (!source.data.empty()) reading.job.data.file = source.data;
    return reading;
}

}  // namespace

std::string default_job() {
    return R"([data]
file = "made in memory"
target = "score"
features = ["x_p1", "x_p2", "dphi", "deta"]
[search]
operators = ["+", "-", "*", "sin"]
max_complexity = 30
)";
}

SearchInput load_search_input(SearchSource const& source) {
    auto const reading = read(source);
    reading.problems.throw_if_any();
    auto const& job = reading.job;
    bool const is_made = source.job.empty() && source.data.empty();
    auto const event_count = is_made ? source.event_count : data::read_schema(job.data).row_count;
    auto const plan =
        data::plan_samples({event_count, job.search.island_count}, job.search.min_rows);
    if (is_made) return {job.search, event_count, made_sample(job.data, plan, source.progress)};
    return {job.search, event_count, read_sample(job.data, plan)};
}

}  // namespace balmer::bench
