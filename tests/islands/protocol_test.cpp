#include "islands/protocol.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <xxhash.h>

namespace balmer::islands {
namespace {

using expr::Opcode;

expr::Tree some_tree() {
    return {{{Opcode::variable, 1}, {Opcode::sin, 0}, {Opcode::constant, 0}, {Opcode::mul, 0}},
            {-2.5e-300}};
}

eval::NormalEquations some_sums() {
    eval::NormalEquations sums;
    sums.reset(2);
    sums.loss = {.row_count = 7, .weight_sum = 7.5, .squared_error_sum = 0.1};
    sums.gradient = {-0.0, std::numeric_limits<double>::infinity()};
    sums.curvature = {1.0 / 3.0, 2, 3};
    return sums;
}

WorkerStatus some_status() {
    WorkerStatus status;
    status.rank = 3;
    status.scoring_s = 0.25;
    status.memory_bytes = 1ULL << 40;
    status.islands.push_back({.island = 5,
                              .iteration = 9,
                              .cycle_fraction = 0.5,
                              .work = {.evaluation_count = 1, .node_rows = 2e12, .fit_count = 3},
                              .evolving_s = 1.5,
                              .champions_harvested = 4});
    return status;
}

Exchange some_exchange() {
    return {.island = 2,
            .iteration = 8,
            .immigrants = {.migrants = {some_tree(), expr::variable_tree(3)},
                           .hall_of_fame = {expr::constant_tree(1.0)}}};
}

checkpoint::IslandArchive some_archive() {
    return {.island = 6, .iteration = 3, .bytes = {std::byte{0}, std::byte{255}, std::byte{7}}};
}

/// One message of each kind, in the order of the variant.
std::vector<Message> one_of_each() {
    return {
        Champions{.island = 1,
                  .iteration = 2,
                  .champions = {{.tree = some_tree(), .loss = 0.1, .complexity = 4, .birth = 77}},
                  .migrants = {expr::variable_tree(0)}},
        some_exchange(),
        ScoreRequest{
            .id = 1ULL << 33, .kind = scoring::SumKind::normal_equations, .tree = some_tree()},
        ScoreAnswer{.id = 12, .shards = {{.shard = 4, .sums = some_sums()}}},
        Report{some_status()},
        StopWanted{},
        StopEvolution{},
        Halted{some_status()},
        Quit{EndReason::loss_reached},
        Goodbye{some_status()},
        Failed{parallel::Fault::data, "no dataset 'x'"},
        Start{.islands = {some_archive()}, .keeps_checkpoints = true, .surveys_first = true},
        SnapshotRequest{},
        Snapshot{some_archive()},
        Pulse{},
        SurveyRequest{.complexity = 5, .part = 3, .part_count = 16, .reference = some_tree()},
        SurveyAnswer{.complexity = 5,
                     .part = 3,
                     .structure_count = 77,
                     .seconds = 0.5,
                     .reference_loss = 0.25,
                     .best = {{.tree = some_tree(), .loss = 0.1, .complexity = 5, .birth = 0}}},
        BeginEvolution{.front = {some_tree()}}};
}

Message round_trip(Message const& message) {
    return decode({.sender = 2, .content = encode(message)});
}

struct Comparison {
    Message const& other;
    template <class Kind>
    bool operator()(Kind const& kind) const {
        return kind == std::get<Kind>(other);
    }
    bool operator()(Exchange const& kind) const {
        auto const& exchange = std::get<Exchange>(other);
        return kind.island == exchange.island && kind.iteration == exchange.iteration &&
               kind.immigrants.migrants == exchange.immigrants.migrants &&
               kind.immigrants.hall_of_fame == exchange.immigrants.hall_of_fame;
    }
};

TEST(Protocol, EveryMessageComesBackAsItWas) {
    auto const messages = one_of_each();
    ASSERT_EQ(messages.size(), std::variant_size_v<Message>);
    for (std::size_t kind = 0; kind < messages.size(); ++kind) {
        SCOPED_TRACE(kind_name(messages[kind]));
        ASSERT_EQ(messages[kind].index(), kind);
        auto const back = round_trip(messages[kind]);
        ASSERT_EQ(back.index(), kind);
        EXPECT_TRUE(std::visit(Comparison{back}, messages[kind]));
    }
}

TEST(Protocol, NotANumberTravels) {
    auto sums = some_sums();
    sums.loss.squared_error_sum = std::numeric_limits<double>::quiet_NaN();
    auto const back = std::get<ScoreAnswer>(round_trip(ScoreAnswer{1, {{0, sums}}}));
    EXPECT_TRUE(std::isnan(back.shards[0].sums.loss.squared_error_sum));
}

TEST(Protocol, RefusesEveryTruncation) {
    for (auto const& message : one_of_each()) {
        auto const whole = encode(message);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            parallel::Parcel const parcel{
                1, parallel::Bytes(whole.begin(),
                                   whole.begin() + static_cast<std::ptrdiff_t>(length))};
            EXPECT_THROW(decode(parcel), ProtocolError) << kind_name(message) << ' ' << length;
        }
    }
}

TEST(Protocol, RefusesEveryFlippedBit) {
    for (auto const& message : one_of_each()) {
        auto const whole = encode(message);
        for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
            auto damaged = whole;
            damaged[bit / 8] ^= std::byte{1} << (bit % 8);
            EXPECT_THROW(decode({1, damaged}), ProtocolError) << kind_name(message) << ' ' << bit;
        }
    }
}

/// A parcel with a correct checksum and any content.
parallel::Parcel sealed(parallel::Bytes content) {
    auto const hash = XXH3_64bits_withSeed(content.data() + 10, content.size() - 10,
                                           std::to_integer<XXH64_hash_t>(content[1]));
    std::memcpy(content.data() + 2, &hash, sizeof hash);
    return {1, std::move(content)};
}

TEST(Protocol, RefusesBytesTooManyOrTooFewThoughTheirChecksumIsRight) {
    for (auto const& message : one_of_each()) {
        auto content = encode(message);
        EXPECT_NO_THROW(decode(sealed(content)));
        content.push_back(std::byte{0});
        EXPECT_THROW(decode(sealed(content)), ProtocolError) << kind_name(message);
        content.resize(content.size() - 2);
        EXPECT_THROW(decode(sealed(content)), ProtocolError) << kind_name(message);
    }
}

TEST(Protocol, ErrorsNameSenderAndKind) {
    auto damaged = encode(some_exchange());
    damaged.back() ^= std::byte{1};
    try {
        decode({7, damaged});
        FAIL() << "a damaged parcel was accepted";
    } catch (ProtocolError const& error) {
        EXPECT_STREQ(error.what(),
                     "damaged 'exchange' message from rank 7 (checksum does not match)");
    }
}

TEST(Protocol, AnotherVersionIsCalledThat) {
    auto foreign = encode(StopEvolution{});
    foreign[0] = std::byte{protocol_version + 1};
    try {
        decode({7, foreign});
        FAIL() << "a foreign parcel was accepted";
    } catch (ProtocolError const& error) {
        EXPECT_NE(std::string(error.what()).find("protocol version 4"), std::string::npos)
            << error.what();
    }
}

TEST(Protocol, AFormulaCostsFewBytes) {
    expr::Tree tree;
    tree.nodes.assign(30, {Opcode::variable, 1});
    // 6 bytes for each node; the rest is needed once for each message.
    EXPECT_LE(encode(ScoreRequest{1, scoring::SumKind::loss, tree}).size(), 30U * 6U + 100U);
}

}  // namespace
}  // namespace balmer::islands
