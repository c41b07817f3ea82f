#include "balmer/data/event_file.hpp"
#include "balmer/data/inspect.hpp"
#include "balmer/data/source.hpp"

#include "problems.hpp"
#include "temporary_folder.hpp"

#include <cstdlib>

namespace balmer::data {
namespace {

class H5py : public TemporaryFolder {
protected:
    H5py() : path_(folder_ / "h5py.h5") {}

    /// Whether the script ended well.
    bool run(std::string const& verb) const {
        std::string const command = BALMER_PYTHON " '" BALMER_TEST_DATA "/data/h5py_bridge.py' " +
                                    verb + " '" + path_.string() + "'";
        return std::system(command.c_str()) == 0;
    }

    std::filesystem::path path_;
};

TEST_F(H5py, ReadsWhatBalmerWrites) {
    write_event_file(path_, {.process = "wbf",
                             .parameters = R"({"note": "größer"})",
                             .seed = 18446744073709551615u,
                             .features = {{"x_p1", "GeV", "scaled", {0.1, -2.5, 1e-300}}},
                             .targets = {{"score", "", "", {1, 2, 3}}},
                             .weights = {{"w", "", "", {1, 1, 0.5}}},
                             .latent = {{"flavour", "", "", {0, 1, 2}}}});
    EXPECT_TRUE(run("check"));
}

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

TEST_F(H5py, InspectWalksEveryDataset) {
    ASSERT_TRUE(run("write"));
    auto const summary = inspect(path_);
    EXPECT_EQ(summary.format, "HDF5");
    ASSERT_EQ(summary.groups.size(), 2u);
    auto const find = [&](std::string const& path, std::string const& name) {
        for (auto const& group : summary.groups) {
            for (auto const& dataset : group.datasets) {
                if (group.path == path && dataset.name == name) return dataset;
            }
        }
        ADD_FAILURE() << path << " " << name << " is missing";
        return DatasetSummary{};
    };
    EXPECT_EQ(find("/tree", "pt").type, "float32");
    EXPECT_EQ(find("/tree", "pt").unit, "GeV");
    EXPECT_DOUBLE_EQ(find("/tree", "pt").statistics.value().mean, 99999.0 / 16);
    EXPECT_EQ(find("/tree", "charge").type, "int8");
    EXPECT_EQ(find("/tree", "run").type, "uint64");
    EXPECT_EQ(find("/tree", "name").type, "text");
    EXPECT_FALSE(find("/tree", "name").statistics);
    EXPECT_EQ(find("/", "matrix").shape, (std::vector<std::size_t>{100000, 2}));
    EXPECT_DOUBLE_EQ(find("/", "matrix").statistics.value().mean, 0);
    EXPECT_EQ(find("/", "matrix").statistics.value().min, -99999);
    EXPECT_EQ(find("/", "single").statistics.value().max, 3.5);
    EXPECT_EQ(find("/", "single").row_count, 1u);
    EXPECT_EQ(find("/", "nothing").row_count, 0u);
}

}  // namespace
}  // namespace balmer::data
