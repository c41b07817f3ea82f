#include "balmer/bench/search_data.hpp"

#include "balmer/base/error.hpp"
#include "balmer/data/shard_plan.hpp"
#include "balmer/formats/event_file.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include <algorithm>
#include <utility>

namespace balmer::bench {
namespace {

constexpr std::uint64_t event_seed = 1;

AlignedVector<double> shard_of(std::vector<formats::EventColumn> const& columns,
                               std::string const& name, data::ShardPlan const& plan) {
    auto const column = std::ranges::find(columns, name, &formats::EventColumn::name);
    BALMER_VALIDATE(column != columns.end(),
                    "events made in memory have no column '" + name +
                        "' (the job needs it). See balmer generate wbf --help for the columns, "
                        "or give a file by --data");
    AlignedVector<double> values;
    for (std::size_t i = 0; i < plan.size(0); ++i) values.push_back(column->values[plan.row(0, i)]);
    return values;
}

data::Table<double> made_shard(data::SourceSpec const& spec, data::ShardPlan const& plan,
                               std::function<void(double)> const& progress) {
    physics::wbf::Settings settings;
    settings.event_count = plan.row_count;
    settings.seed = event_seed;
    auto const events = to_event_file(physics::wbf::generate(settings, {}, progress));
    std::vector<AlignedVector<double>> features;
    for (auto const& name : spec.features) {
        features.push_back(shard_of(events.features, name, plan));
    }
    return {std::move(features), shard_of(events.targets, spec.target, plan), {}};
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
    data::ShardPlan const plan{event_count, job.search.island_count};
    data::check_shard_plan(plan);
    if (is_made) return {job.search, event_count, made_shard(job.data, plan, source.progress)};
    return {job.search, event_count, std::move(data::read_shards(job.data, plan, {0}).front())};
}

}  // namespace balmer::bench
