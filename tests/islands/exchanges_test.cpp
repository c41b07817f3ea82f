#include "islands/exchanges.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

using Islands = std::vector<std::uint32_t>;

evolve::SearchSettings search() {
    evolve::SearchSettings settings;
    settings.island_count = 4;
    settings.iterations = 3;
    settings.population_size = 10;
    settings.fraction_replaced = 0.25;
    settings.seed = 1;
    return settings;
}

evolve::HallOfFame const no_entries(5);

TEST(Exchanges, ServesTheIslandsThatAskedInTheirOrder) {
    auto const settings = search();
    Exchanges exchanges(settings);
    EXPECT_EQ(exchanges.waiting(), Islands{});
    exchanges.request(3);
    exchanges.request(1);
    EXPECT_EQ(exchanges.waiting(), (Islands{1, 3}));
    exchanges.take(1, no_entries);
    EXPECT_EQ(exchanges.waiting(), Islands{3});
    EXPECT_EQ(exchanges.sent_count(), 1U);
}

TEST(Exchanges, BeginsWithTheIslandThatWasNotServedBefore) {
    auto const settings = search();
    Exchanges exchanges(settings);
    for (std::uint32_t k = 0; k < 4; ++k) exchanges.request(k);
    exchanges.take(0, no_entries);
    exchanges.take(1, no_entries);
    exchanges.start_with(2);
    exchanges.request(0);
    EXPECT_EQ(exchanges.waiting(), (Islands{2, 3, 0}));
}

TEST(Exchanges, ANewRequestReplacesTheOldOne) {
    auto const settings = search();
    Exchanges exchanges(settings);
    exchanges.request(2);
    exchanges.request(2);
    EXPECT_EQ(exchanges.waiting(), Islands{2});
    EXPECT_EQ(exchanges.superseded_count(), 1U);
}

TEST(Exchanges, FinishedIslandsGetNone) {
    auto const settings = search();
    Exchanges exchanges(settings);
    for (std::uint32_t k = 0; k < 4; ++k) {
        EXPECT_FALSE(exchanges.all_finished());
        exchanges.put(k, 3, {});
        exchanges.request(k);
    }
    EXPECT_TRUE(exchanges.all_finished());
    EXPECT_EQ(exchanges.waiting(), Islands{});
}

TEST(Exchanges, BringMigrantsOfOtherIslandsAndTheFront) {
    auto const settings = search();
    Exchanges exchanges(settings);
    exchanges.put(0, 1, {expr::variable_tree(0)});
    exchanges.put(1, 2, std::vector<expr::Tree>(8, expr::variable_tree(1)));
    exchanges.request(0);
    evolve::HallOfFame hall_of_fame(5);
    evolve::HallOfFameEntry entry;
    entry.tree = expr::variable_tree(2);
    entry.complexity = 1;
    entry.mse = 0.5;
    hall_of_fame.offer(entry);
    auto const exchange = exchanges.take(0, hall_of_fame);
    EXPECT_EQ(exchange.island, 0U);
    EXPECT_EQ(exchange.iteration, 1U);
    // A quarter of a population of ten, rounded up.
    EXPECT_EQ(exchange.immigrants.migrants, std::vector<expr::Tree>(3, expr::variable_tree(1)));
    EXPECT_EQ(exchange.immigrants.hall_of_fame, std::vector{expr::variable_tree(2)});
}

TEST(Exchanges, ResumedIslandsWaitWhereTheyWere) {
    auto const settings = search();
    Exchanges exchanges(settings);
    exchanges.restore({{expr::variable_tree(0)}, {}, {}, {}}, 7, 2);
    exchanges.resume(1, 2);
    exchanges.resume(2, 3);
    EXPECT_EQ(exchanges.waiting(), Islands{1});
    EXPECT_EQ(exchanges.sent_count(), 7U);
    EXPECT_EQ(exchanges.superseded_count(), 2U);
    EXPECT_EQ(exchanges.migrants()[0], std::vector{expr::variable_tree(0)});
}

}  // namespace
}  // namespace balmer::islands
