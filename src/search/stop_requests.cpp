#include "stop_requests.hpp"

#include "balmer/console/exit_code.hpp"
#include "balmer/parallel/session.hpp"
#include "balmer/run/layout.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

namespace balmer::search {

StopRequests::StopRequests(console::StopSignals const& signals, run::Directory const* directory,
                           run::SlurmLimit* limit, console::Console& console)
    : signals_(signals), directory_(directory), limit_(limit), console_(console) {}

bool StopRequests::is_wanted() {
    if (signals_.caught() != 0) return true;
    if (directory_ == nullptr || since_look_.elapsed_s() < 1.0) return false;
    since_look_.restart();
    end_without_lock();
    std::error_code unreachable;
    is_stop_file_seen_ = std::filesystem::exists(directory_->path / run::stop_name, unreachable);
    return is_stop_file_seen_ || limit_->reached();
}

void StopRequests::end_without_lock() const {
    auto const taker = directory_->lock.taken_by();
    if (!taker) return;
    console::print_error(
        console_,
        std::runtime_error(fmt::format(
            "the lock of run directory '{}' was taken by {} (this process did not renew it in "
            "time: it was suspended, or the disk was unreachable; or somebody replaced the lock "
            "file). This run ends here and writes nothing more; the other one continues with its "
            "results",
            directory_->path.string(), *taker)));
    if (parallel::mpi_is_running()) parallel::abort(console::exit_failed);
    std::_Exit(console::exit_failed);
}

StopCause StopRequests::cause() const {
    if (signals_.caught() != 0) return {console::signal_name(signals_.caught()), "signal"};
    if (is_stop_file_seen_) return {"file STOP", "stop_file"};
    if (limit_ != nullptr && limit_->has_ended_the_run()) {
        return {"SLURM's time limit", "slurm_time_limit"};
    }
    return {};
}

}  // namespace balmer::search
