#include "balmer/scoring/evaluator_names.hpp"

#include "balmer/parallel/bytes.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::scoring {
namespace {

EvaluatorName from_bytes(int rank, parallel::Bytes const& bytes) {
    auto const text = parallel::to_text(bytes);
    auto const end_of_name = text.find('\n');
    return {rank, text.substr(0, end_of_name), text.substr(end_of_name + 1)};
}

/// Distinct texts with the ranks that said them, in order of appearance.
using Sayings = std::vector<std::pair<std::string, std::vector<int>>>;

Sayings grouped(std::vector<EvaluatorName> const& names, std::string EvaluatorName::*text) {
    Sayings sayings;
    for (auto const& name : names) {
        auto found = std::ranges::find(sayings, name.*text, [](auto const& s) { return s.first; });
        if (found == sayings.end()) found = sayings.insert(found, {name.*text, {}});
        found->second.push_back(name.rank);
    }
    std::erase_if(sayings, [](auto const& saying) { return saying.first.empty(); });
    return sayings;
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
    auto const own = name_evaluator(communicator.rank(), backend, double_precision);
    auto const answers = communicator.gather(parallel::to_bytes(own.name + "\n" + own.note));
    std::vector<EvaluatorName> names;
    // Rank 0 among others only coordinates.
    for (std::size_t rank = answers.size() > 1 ? 1 : 0; rank < answers.size(); ++rank) {
        names.push_back(from_bytes(static_cast<int>(rank), answers[rank]));
    }
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
