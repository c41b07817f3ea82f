#include "balmer/islands/status.hpp"

namespace balmer::islands {

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::iterations_done:
            return "all iterations done";
        case EndReason::time_limit:
            return "time limit";
        case EndReason::stop_requested:
            return "stop requested";
        case EndReason::loss_reached:
            return "loss reached";
        case EndReason::rank_lost:
            return "rank lost";
    }
    return "unknown";
}

std::string_view name(EndReason reason) {
    switch (reason) {
        case EndReason::iterations_done:
            return "iterations_done";
        case EndReason::time_limit:
            return "time_limit";
        case EndReason::stop_requested:
            return "stop_requested";
        case EndReason::loss_reached:
            return "loss_reached";
        case EndReason::rank_lost:
            return "rank_lost";
    }
    return "unknown";
}

evolve::WorkCounters total_work(RunStatus const& status) {
    evolve::WorkCounters total;
    for (auto const& worker : status.workers) {
        for (auto const& island : worker.islands) total += island.work;
    }
    return total;
}

std::uint64_t total_iterations(RunStatus const& status) {
    std::uint64_t total = 0;
    for (auto const& worker : status.workers) {
        for (auto const& island : worker.islands) total += island.iteration;
    }
    return total;
}

}  // namespace balmer::islands
