/// \file
/// The coordinator's part of a checkpoint.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/expr/tree.hpp"
#include "balmer/islands/status.hpp"

#include "candidate_pipeline.hpp"
#include "census.hpp"

#include <cstdint>
#include <vector>

namespace balmer::islands {

struct RunRecord {
    PipelineRecord pipeline;
    CensusRecord census;
    /// The latest migrants of each island.
    std::vector<std::vector<expr::Tree>> migrants;
    /// As last reported by the workers.
    std::vector<IslandStatus> islands;
    std::uint64_t exchange_count = 0;
    std::uint64_t exchanges_superseded = 0;
    /// Wall time of all sessions of the run.
    double elapsed_s = 0;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& pipeline& census& migrants& islands& exchange_count& exchanges_superseded&
            elapsed_s;
    }
};

/// As a Boost archive.
checkpoint::Bytes pack(RunRecord const& record);

/// Throws DataError if the bytes are not a record.
RunRecord unpack_run(checkpoint::Bytes const& bytes);

/// The counter from which a run that resumes knows the number of its events.
inline constexpr char const* row_count_name = "row_count";

/// The numbers of a run that readers of its checkpoints can see.
std::vector<checkpoint::Counter> counters_of(RunStatus const& status);

}  // namespace balmer::islands
