#include "balmer/scoring/evaluator_names.hpp"

#include "balmer/parallel/collectives.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::scoring {
namespace {

/// Distinct texts with their ranks, in order of appearance.
using Groups = std::vector<std::pair<std::string, std::vector<int>>>;

Groups grouped(std::vector<EvaluatorName> const& names, std::string EvaluatorName::*text) {
    Groups groups;
    for (auto const& name : names) {
        auto found =
            std::ranges::find(groups, name.*text, [](auto const& group) { return group.first; });
        if (found == groups.end()) found = groups.insert(found, {name.*text, {}});
        found->second.push_back(name.rank);
    }
    std::erase_if(groups, [](auto const& group) { return group.first.empty(); });
    return groups;
}

std::string with_ranks(std::string const& text, std::vector<int> const& ranks,
                       std::size_t rank_count) {
    if (ranks.size() == rank_count) return text;
    return fmt::format("{} on rank{} {}", text, ranks.size() == 1 ? "" : "s",
                       fmt::join(ranks, ", "));
}

}  // namespace

EvaluatorName name_evaluator(int rank, eval::Backend backend, bool double_precision) {
    EvaluatorName name{.rank = rank, .name = {}, .note = {}};
    name.name = double_precision ? eval::make_evaluator<double>(backend)->name()
                                 : eval::make_evaluator<float>(backend)->name();
    if (backend == eval::Backend::automatic) name.note = eval::best_backend().note;
    return name;
}

std::vector<EvaluatorName> gather_evaluator_names(parallel::Communicator const& communicator,
                                                  eval::Backend backend, bool double_precision) {
    auto names = parallel::gather(communicator,
                                  name_evaluator(communicator.rank(), backend, double_precision));
    // With several ranks, rank 0 coordinates and does not evaluate.
    if (names.size() > 1) names.erase(names.begin());
    return names;
}

std::vector<std::string> describe_evaluators(std::vector<EvaluatorName> const& names) {
    std::vector<std::string> lines;
    for (auto const& [text, ranks] : grouped(names, &EvaluatorName::name)) {
        lines.push_back(with_ranks("evaluator: " + text, ranks, names.size()));
    }
    for (auto const& [text, ranks] : grouped(names, &EvaluatorName::note)) {
        lines.push_back(with_ranks(text, ranks, names.size()));
    }
    return lines;
}

}  // namespace balmer::scoring
