#include "shared_job.hpp"

#include "balmer/console/together.hpp"
#include "balmer/islands/hosting.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/parallel/collectives.hpp"
#include "balmer/run/layout.hpp"
#include "balmer/search/load_job.hpp"

#include <utility>

namespace balmer::search {

data::SamplePlan sample_plan_of(SharedJob const& shared) {
    auto const& search = shared.job.search;
    return data::plan_samples({shared.row_count, search.island_count}, search.min_rows);
}

SharedJob share_job(parallel::Communicator const& communicator, Options const& options,
                    console::Console& console) {
    bool const is_first = communicator.rank() == 0;
    auto checked = console::together(communicator, console, [&] {
        return is_first
                   ? load_job(options.job, options.overrides, options.old_results(),
                              options.run_directory, islands::worker_count_of(communicator.size()))
                   : CheckedJob{};
    });
    auto const text =
        parallel::broadcast(communicator, is_first ? job::write_job(checked.job) : std::string());
    SharedJob shared{
        .job = is_first ? std::move(checked.job) : job::read_job(text, run::job_name).job,
        .row_count = parallel::broadcast(communicator, checked.schema.row_count),
        .feature_names = parallel::broadcast(communicator, checked.schema.feature_names()),
        .schema = {},
        .restart = std::move(checked.restart),
        .islands_are_chosen = checked.islands_are_chosen};
    shared.schema = std::move(checked.schema);
    return shared;
}

}  // namespace balmer::search
