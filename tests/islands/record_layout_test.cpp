#include "balmer/expr/parse.hpp"

#include "checkpoint/pinned_layout.hpp"
#include "islands/island_record.hpp"
#include "islands/run_record.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

expr::Tree formula() {
    std::vector<std::string> const names = {"x", "y"};
    return expr::parse("1.5*x + sin(y) - 0.25", names).tree;
}

evolve::Member member() { return {.tree = formula(), .loss = 0.5, .complexity = 9, .birth = 3}; }

IslandRecord fixed_island() {
    IslandRecord record;
    record.state.island = 2;
    record.state.population = {member()};
    record.outgoing = {
        .island = 2, .iteration = 1, .champions = {member()}, .migrants = {formula()}};
    record.awaits_exchange = true;
    record.immigrants = {.migrants = {formula()}, .hall_of_fame = {expr::variable_tree(1)}};
    record.fresh = true;
    record.work = {.evaluation_count = 1,
                   .node_rows = 2,
                   .fit_count = 3,
                   .loss_row_count = 4,
                   .fit_row_count = 5};
    record.evolving_s = 1.5;
    record.champions_harvested = 6;
    record.champions_sent = 7;
    record.champions_superseded = 8;
    return record;
}

RunRecord fixed_run() {
    RunRecord record;
    record.pipeline.waiting = {member()};
    record.pipeline.known = {{.structure = 99, .record = {.loss = 0.25, .attempt_count = 2}}};
    record.pipeline.hall_of_fame = {{.tree = formula(),
                                     .complexity = 9,
                                     .mse = 0.125,
                                     .relative_gradient = 0,
                                     .at_optimum = true,
                                     .standard_errors = {1, 2}}};
    record.pipeline.counters.received = 10;
    record.pipeline.counters.entered = 4;
    record.pipeline.counters.pending = 6;
    record.pipeline.revision = 4;
    record.pipeline.request_count = 50;
    record.pipeline.target_mean_square = 2.5;
    record.census.complexity = 6;
    record.census.part_count = 3;
    record.census.answers = {{.complexity = 6,
                              .part = 1,
                              .structure_count = 7,
                              .seconds = 0.5,
                              .reference_loss = 0.25,
                              .best = {member()}}};
    record.census.reference = formula();
    record.census.last_count = 100;
    record.migrants = {{formula()}, {}};
    record.islands.resize(1);
    record.islands[0].iteration = 2;
    record.islands[0].cycle_fraction = 0.5;
    record.islands[0].evolving_s = 0.25;
    record.exchange_count = 12;
    record.exchanges_superseded = 1;
    record.elapsed_s = 100.5;
    return record;
}

template <class Record>
void expect_layout(Record const& record, std::size_t size, std::uint64_t hash) {
    auto const bytes = checkpoint::expect_pinned(record, size, hash);
    EXPECT_EQ(checkpoint::write_archive(checkpoint::read_archive<Record>(bytes)), bytes);
}

TEST(RecordLayout, IsThatOfTheFormatVersion) {
    expect_layout(fixed_island(), 714, 2293642412106432149U);
    expect_layout(fixed_run(), 1061, 13558464549105615820U);
}

}  // namespace
}  // namespace balmer::islands
