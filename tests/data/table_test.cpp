#include "balmer/data/table.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace balmer::data {
namespace {

Table<double> small_table() { return {{{1, 2, 3}, {0.1, 0.2, 0.3}}, {7, 8, 9}, {1, 0.5, 2}}; }

TEST(Table, GivesItsColumnsBack) {
    auto const table = small_table();
    EXPECT_EQ(table.row_count(), 3u);
    EXPECT_EQ(table.feature_count(), 2u);
    EXPECT_EQ(table.feature(1)[2], 0.3);
    EXPECT_EQ(table.target()[0], 7);
    EXPECT_EQ(table.weights()[1], 0.5);
    EXPECT_EQ(table.size_bytes(), 12 * sizeof(double));
}

TEST(Table, RowsPointIntoTheTable) {
    auto const table = small_table();
    auto const rows = table.rows();
    ASSERT_EQ(rows.features.size(), 2u);
    EXPECT_EQ(rows.features[0], table.feature(0).data());
    EXPECT_EQ(rows.target, table.target().data());
    EXPECT_EQ(rows.weights, table.weights().data());
    EXPECT_EQ(rows.row_count, 3u);
}

TEST(Table, RowsOfAnUnweightedTableHaveNoWeights) {
    Table<double> const table({{1, 2}}, {3, 4}, {});
    EXPECT_EQ(table.rows().weights, nullptr);
    EXPECT_TRUE(table.weights().empty());
}

TEST(Table, ColumnsStartOnCacheLines) {
    auto const rows = small_table();
    for (auto const* column : rows.rows().features) {
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(column) % cache_line_bytes, 0u);
    }
}

TEST(Table, CopiesPointIntoThemselves) {
    auto table = small_table();
    Table<double> const copy = table;
    EXPECT_EQ(copy.rows().features[0], copy.feature(0).data());
    EXPECT_NE(copy.rows().features[0], table.rows().features[0]);
    Table<double> assigned;
    assigned = copy;
    EXPECT_EQ(assigned.rows().features[1], assigned.feature(1).data());
    EXPECT_EQ(assigned.feature(1)[0], 0.1);
}

TEST(Table, MovedTablesKeepTheirColumns) {
    auto table = small_table();
    auto const* const before = table.feature(0).data();
    Table<double> const moved = std::move(table);
    EXPECT_EQ(moved.rows().features[0], before);
}

TEST(Table, ToFloatRoundsEachValue) {
    auto const narrow = to_float(small_table());
    EXPECT_EQ(narrow.feature(1)[0], 0.1f);
    EXPECT_EQ(narrow.target()[2], 9.0f);
    EXPECT_EQ(narrow.weights()[1], 0.5f);
    EXPECT_EQ(narrow.rows().features[1], narrow.feature(1).data());
}

}  // namespace
}  // namespace balmer::data
