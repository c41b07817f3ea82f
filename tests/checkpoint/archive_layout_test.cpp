#include "balmer/checkpoint/archive.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/evolve/island.hpp"
#include "balmer/expr/parse.hpp"

#include "checkpoint/pinned_layout.hpp"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::checkpoint {
namespace {

expr::Tree formula() {
    std::vector<std::string> const names = {"x", "y"};
    return expr::parse("1.5*x + sin(y)^2 - 0.25", names).tree;
}

evolve::HallOfFameEntry fixed_entry() {
    return {.tree = formula(),
            .complexity = 10,
            .mse = 0.125,
            .relative_gradient = 1e-7,
            .at_optimum = true,
            .standard_errors = {0.5, 1, std::numeric_limits<double>::infinity()}};
}

evolve::IslandState fixed_island() {
    evolve::IslandState state;
    state.island = 3;
    state.iteration = 40;
    state.cycle = 7;
    state.birth_count = 1234567890123;
    state.population = {{formula(), 0.5, 10, 99}, {expr::variable_tree(1), 2.5, 1, 100}};
    state.oldest = 1;
    state.stream = RandomStream(42, 3, 40, Purpose::evolve);
    for (int i = 0; i < 5; ++i) state.stream();
    state.offered = {0x0123456789abcdef, 77};
    return state;
}

Checkpoint fixed_checkpoint() {
    Checkpoint checkpoint;
    checkpoint.header = {.version = "0.1.0",
                         .commit = "0123456789ab",
                         .job = "[search]\niterations = 40\n",
                         .seed = 42,
                         .data_file = "events.h5",
                         .content_hash = 0xfedcba9876543210,
                         .row_count = 1000,
                         .features = {{"x", "GeV", "momentum"}, {"y", "", ""}},
                         .target = {"score", "", "what is sought"},
                         .life = 2};
    checkpoint.counters = {{"evaluations", std::uint64_t{123456}}, {"elapsed_s", 0.1}};
    checkpoint.hall_of_fame = {fixed_entry()};
    checkpoint.coordinator = {std::byte{1}, std::byte{2}, std::byte{3}};
    checkpoint.islands = {{3, 40, write_archive(fixed_island())}};
    return checkpoint;
}

template <class Value>
void expect_layout(Value const& value, std::size_t size, std::uint64_t hash) {
    EXPECT_EQ(read_archive<Value>(expect_pinned(value, size, hash)), value);
}

TEST(ArchiveLayout, IsThatOfTheFormatVersion) {
    expect_layout(fixed_entry(), 177, 15193826974368379512u);
    expect_layout(fixed_island(), 343, 16828821776507504729u);
}

/// version_2.h5 is `encode(fixed_checkpoint())` of the first build that wrote format version 2.
TEST(ArchiveLayout, ACheckpointOfTheFirstBalmerReadsAsItDid) {
    std::string const file = BALMER_TEST_DATA "/checkpoint/version_2.h5";
    auto const checkpoint = read_checkpoint(file);
    EXPECT_EQ(checkpoint, fixed_checkpoint()) << layout_advice;
    ASSERT_EQ(checkpoint.islands.size(), 1u);
    EXPECT_EQ(read_archive<evolve::IslandState>(checkpoint.islands[0].bytes), fixed_island());
}

TEST(Archive, RefusesBytesThatAreTooFewOrTooMany) {
    auto bytes = write_archive(fixed_entry());
    bytes.push_back(std::byte{0});
    EXPECT_THROW(read_archive<evolve::HallOfFameEntry>(bytes), ArchiveError);
    bytes.pop_back();
    EXPECT_EQ(read_archive<evolve::HallOfFameEntry>(bytes), fixed_entry());
    while (!bytes.empty()) {
        bytes.pop_back();
        ASSERT_THROW(read_archive<evolve::HallOfFameEntry>(bytes), ArchiveError) << bytes.size();
    }
}

TEST(Archive, AByteTakesAByte) { EXPECT_LT(write_archive(Bytes(1000)).size(), 1020u); }

}  // namespace
}  // namespace balmer::checkpoint
