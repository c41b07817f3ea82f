#include "balmer/data/source.hpp"

#include "formats/h5py_fixture.hpp"
#include "support/problems.hpp"

namespace balmer::data {
namespace {

using formats::H5py;
using tests::has_problem;
using tests::problems_of;

TEST_F(H5py, WritesWhatBalmerReads) {
    ASSERT_TRUE(run("write"));
    SourceSpec spec{.file = path_,
                    .target = "y",
                    .features = {"/tree/pt", "charge", "run"},
                    .weight = "single",
                    .matrix = "matrix",
                    .matrix_columns = {"up", "down"}};
    EXPECT_TRUE(has_problem(problems_of([&] { read_schema(spec); }),
                            {"weight '/single'", "is a single value"}));
    spec.weight = "up";
    EXPECT_EQ(read_schema(spec).features[0], (ColumnInfo{"pt", "GeV", "transverse momentum"}));
    auto const tables = read_shards(spec, {100000, 2}, {1});
    ASSERT_EQ(tables.at(0).row_count(), 50000u);
    for (std::size_t i = 0; i < 50000; ++i) {
        auto const row = static_cast<double>(2 * i + 1);
        ASSERT_EQ(tables[0].feature(0)[i], row / 8);
        ASSERT_EQ(tables[0].feature(1)[i], static_cast<double>((2 * i + 1) % 3) - 1);
        ASSERT_EQ(tables[0].feature(2)[i], row);
        ASSERT_EQ(tables[0].target()[i], row / 2);
        ASSERT_EQ(tables[0].weights()[i], row);
    }
}

TEST_F(H5py, SoftLinksLeadToTheirDatasetAndTextsAreRefused) {
    ASSERT_TRUE(run("write"));
    SourceSpec spec{.file = path_, .target = "y", .features = {"alias"}};
    EXPECT_EQ(read_shards(spec, {100000, 100000}, {8}).at(0).feature(0)[0], 1);
    spec.features = {"name", "good", "nowhere"};
    auto const problems = problems_of([&] { read_schema(spec); });
    EXPECT_EQ(problems.size(), 3u);
    EXPECT_TRUE(has_problem(problems, {"feature '/tree/name'", "is of type text"}));
    EXPECT_TRUE(has_problem(
        problems, {"feature '/tree/good'", "is of type enumeration", "Write it as integers?"}));
    EXPECT_TRUE(has_problem(problems, {"feature 'nowhere' is not in"}));
}

}  // namespace
}  // namespace balmer::data
