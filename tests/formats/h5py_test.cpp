#include "balmer/formats/event_file.hpp"
#include "balmer/formats/inspect.hpp"

#include "h5py_fixture.hpp"

namespace balmer::formats {
namespace {

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
}  // namespace balmer::formats
