#include "balmer/data/shard_plan.hpp"

#include "balmer/base/error.hpp"

#include <string>

namespace balmer::data {

void check_shard_plan(ShardPlan const& plan) {
    if (plan.shard_count == 0) {
        throw InputError("0 islands (a search needs at least one). Set search.islands?");
    }
    if (plan.row_count < plan.shard_count) {
        auto const rows = std::to_string(plan.row_count);
        throw DataError(rows + " events for " + std::to_string(plan.shard_count) +
                        " islands (each island needs at least one event). Set search.islands to " +
                        rows + " or fewer, or use a file with more events?");
    }
}

}  // namespace balmer::data
