#include "run_record.hpp"

#include "balmer/base/error.hpp"
#include "balmer/checkpoint/archive.hpp"

#include <string>

namespace balmer::islands {

checkpoint::Bytes pack(RunRecord const& record) { return checkpoint::write_archive(record); }

RunRecord unpack_run(checkpoint::Bytes const& bytes) {
    try {
        return checkpoint::read_archive<RunRecord>(bytes);
    } catch (checkpoint::ArchiveError const& error) {
        throw DataError(std::string("the coordinator's part of the checkpoint cannot be read (") +
                        error.what() + "). Was it written by another version of balmer?");
    }
}

std::vector<checkpoint::Counter> counters_of(RunStatus const& status) {
    auto const work = total_work(status);
    auto const& candidates = status.candidates;
    return {{"elapsed_s", status.earlier_s + status.elapsed_s},
            {"iterations", total_iterations(status)},
            {"evaluations", work.evaluation_count},
            {"node_rows", work.node_rows},
            {"fits", work.fit_count},
            {"champions_received", candidates.received},
            {"champions_entered", candidates.entered},
            {"candidates_pending", candidates.pending},
            {"score_requests", status.score_request_count},
            {"exchanges", status.exchange_count},
            {"proven_complexity", std::uint64_t{status.survey.proven_complexity}},
            {"rounding_floor", rounding_share * status.target_mean_square},
            {"least_gain", status.least_gain},
            {row_count_name, status.row_count}};
}

}  // namespace balmer::islands
