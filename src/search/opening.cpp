#include "opening.hpp"

#include "balmer/base/text.hpp"
#include "balmer/base/version.hpp"
#include "balmer/run/rank_hosts.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace balmer::search {
namespace {

std::string greeting(SharedJob const& shared, std::size_t rank_count) {
    auto const worker_count = std::max<std::size_t>(rank_count - 1, 1);
    auto const* const choice = !shared.islands_are_chosen ? ""
                               : shared.restart           ? " (as in the checkpoint)"
                                                          : " (search.islands = \"auto\")";
    return fmt::format("{}: {} in {}{} on {}; run directory {}", created_by(),
                       counted(shared.row_count, "event"),
                       counted(shared.job.search.island_count, "island"), choice,
                       counted(worker_count, "worker"), shared.job.run.directory.string());
}

/// What the islands evolve on, if it is more than their share of the events.
std::string sample_line(SharedJob const& shared) {
    auto const plan = sample_plan_of(shared);
    if (!plan.overlaps()) return {};
    if (plan.has_all_rows()) return "every island evolves on all events";
    return fmt::format(
        "every island evolves on {} events, which it shares with others "
        "(search.min_rows = {})",
        plan.size(0), shared.job.search.min_rows);
}

}  // namespace

std::vector<std::string> opening_lines(SharedJob const& shared,
                                       std::vector<std::string> const& hosts,
                                       std::vector<scoring::EvaluatorName> const& evaluators,
                                       run::SlurmLimit const& slurm) {
    auto lines = std::vector{greeting(shared, hosts.size()), run::describe_hosts(hosts)};
    for (auto const& line : scoring::describe_evaluators(evaluators)) lines.push_back(line);
    if (auto const text = sample_line(shared); !text.empty()) lines.push_back(text);
    if (!slurm.note().empty()) lines.push_back(slurm.note());
    return lines;
}

}  // namespace balmer::search
