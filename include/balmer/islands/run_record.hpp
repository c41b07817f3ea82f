/// \file
/// The coordinator's own part of a checkpoint.
#pragma once

#include "balmer/expr/tree.hpp"
#include "balmer/islands/candidate_pipeline.hpp"
#include "balmer/islands/status.hpp"

#include <cstdint>
#include <vector>

namespace balmer::islands {

struct RunRecord {
    PipelineRecord pipeline;
    /// The latest migrants of each island.
    std::vector<std::vector<expr::Tree>> migrants;
    /// As the workers last told.
    std::vector<IslandStatus> islands;
    std::uint64_t exchange_count = 0;
    std::uint64_t exchanges_superseded = 0;
    /// Wall time of this life and those before.
    double elapsed_s = 0;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& pipeline& migrants& islands& exchange_count& exchanges_superseded& elapsed_s;
    }
};

}  // namespace balmer::islands
