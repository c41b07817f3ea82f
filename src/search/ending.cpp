#include "ending.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::search {
namespace {

using islands::EndReason;

bool is_finished(EndReason reason) {
    return reason == EndReason::iterations_done || reason == EndReason::loss_reached;
}

std::string lost_ranks_text(islands::RunResult const& result) {
    bool const is_one = result.lost_ranks.size() == 1;
    auto text = fmt::format(
        "{} {} did not answer{} ({} stopped or dead, or the network is down). Check {}",
        is_one ? "rank" : "ranks", fmt::join(result.lost_ranks, ", "),
        result.end_reason == EndReason::rank_lost ? "" : " when the run was about to end",
        is_one ? "its process is" : "their processes are", is_one ? "its node" : "their nodes");
    if (result.checkpoint_problem.empty()) {
        text +=
            "; a checkpoint with the last snapshots of their islands is written: the same command "
            "resumes from it";
    }
    return text;
}

}  // namespace

run::Ending ending_of(islands::RunResult const& result, StopCause const& cause,
                      std::filesystem::path const& directory) {
    run::Ending ending;
    ending.reason = cause.name.empty() ? islands::name(result.end_reason) : cause.name;
    auto why = std::string(islands::describe(result.end_reason));
    if (!cause.text.empty()) why += " (" + cause.text + ")";
    if (is_finished(result.end_reason)) {
        ending.message = fmt::format("finished: {}; results are in {}", why, directory.string());
        return ending;
    }
    ending.message = fmt::format("ended early: {}; results are in {}{}", why, directory.string(),
                                 result.checkpoint_problem.empty()
                                     ? "; run the same command again to resume"
                                     : ", but the last checkpoint could not be written");
    return ending;
}

void throw_if_failed(islands::RunResult const& result, std::vector<std::string> const& unwritten) {
    std::vector<std::string> problems;
    for (auto const& problem : unwritten) {
        problems.push_back("the files of the hall of fame could not be written (" + problem +
                           "): it is printed on standard output");
    }
    if (!result.checkpoint_problem.empty()) {
        problems.push_back("the last checkpoint could not be written (" +
                           result.checkpoint_problem +
                           "); run the same command again to resume from the one before");
    }
    if (!result.lost_ranks.empty()) problems.push_back(lost_ranks_text(result));
    if (result.hall_of_fame.front().empty() && result.end_reason == EndReason::iterations_done) {
        problems.emplace_back(
            "the search found no formula at all: the hall of fame is empty (no candidate had a "
            "finite loss on all events at an optimum of its constants). Check the columns with "
            "balmer inspect, or search longer?");
    }
    if (!problems.empty()) throw std::runtime_error(fmt::format("{}", fmt::join(problems, "; ")));
}

console::ExitCode code_of(EndReason reason) {
    switch (reason) {
        case EndReason::iterations_done:
        case EndReason::loss_reached:
            return console::exit_finished;
        case EndReason::time_limit:
        case EndReason::stop_requested:
            return console::exit_unfinished;
        case EndReason::rank_lost:
            break;
    }
    return console::exit_failed;
}

}  // namespace balmer::search
