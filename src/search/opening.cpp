#include "opening.hpp"

#include "balmer/base/text.hpp"
#include "balmer/base/version.hpp"
#include "balmer/run/rank_hosts.hpp"

#include "island_choice.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

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

/// Advice to the user; empty if there is none.
std::string advice(SharedJob const& shared) {
    auto const rows = shared.row_count / shared.job.search.island_count;
    if (rows >= rows_per_island) return {};
    auto const few = fmt::format("only {} events per island: formulas follow their noise", rows);
    if (shared.job.search.island_count == 1) {
        return few + " (only more events would help: there is one island already)";
    }
    return fmt::format("{}. Set search.islands to {}?", few,
                       std::max<std::uint64_t>(1, shared.row_count / rows_per_island));
}

}  // namespace

std::vector<std::string> opening_lines(SharedJob const& shared,
                                       std::vector<std::string> const& hosts,
                                       std::vector<scoring::EvaluatorName> const& evaluators,
                                       run::SlurmLimit const& slurm) {
    auto lines = std::vector{greeting(shared, hosts.size()), run::describe_hosts(hosts)};
    for (auto const& line : scoring::describe_evaluators(evaluators)) lines.push_back(line);
    if (auto const text = advice(shared); !text.empty()) lines.push_back(text);
    if (!slurm.note().empty()) lines.push_back(slurm.note());
    return lines;
}

}  // namespace balmer::search
