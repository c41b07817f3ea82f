#include "balmer/formats/inspect.hpp"

#include "balmer/formats/event_file.hpp"

#include "support/problems.hpp"
#include "support/temporary_folder.hpp"

#include <cmath>
#include <fstream>

namespace balmer::formats {
namespace {

using tests::has_problem;
using tests::problems_of;
using tests::TemporaryFolder;

class Inspect : public TemporaryFolder {};

TEST_F(Inspect, TellsAllOfAnEventFile) {
    std::vector<double> ramp(100000);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<double>(i);
    auto broken = ramp;
    broken[70000] = std::nan("");
    write_event_file(folder_ / "events.h5",
                     {.process = "zh",
                      .parameters = R"({"sqrt_s_gev": 13000})",
                      .seed = 42,
                      .created_by = "balmer 0.1.0",
                      .features = {{"z", "", "", broken}, {"a", "GeV", "a ramp", ramp}},
                      .targets = {{"score", "", "", ramp}},
                      .latent = {{"flavour", "", "", ramp}}});
    auto const summary = inspect(folder_ / "events.h5");
    EXPECT_EQ(summary.format, "balmer-events");
    EXPECT_EQ(summary.version, 1);
    EXPECT_EQ(summary.process, "zh");
    EXPECT_EQ(summary.parameters, R"({"sqrt_s_gev": 13000})");
    EXPECT_EQ(summary.seed, 42u);
    EXPECT_EQ(summary.created_by, "balmer 0.1.0");
    ASSERT_EQ(summary.groups.size(), 3u);
    EXPECT_EQ(summary.groups[0].path, "/features");
    EXPECT_EQ(summary.groups[1].path, "/targets");
    EXPECT_EQ(summary.groups[2].path, "/latent");
    auto const& features = summary.groups[0].datasets;
    ASSERT_EQ(features.size(), 2u);
    EXPECT_EQ(features[0].name, "z");
    EXPECT_EQ(features[0].statistics.value().non_finite_count, 1u);
    EXPECT_EQ(features[1].unit, "GeV");
    EXPECT_EQ(features[1].description, "a ramp");
    EXPECT_EQ(features[1].type, "float64");
    EXPECT_EQ(features[1].row_count, 100000u);
    auto const statistics = features[1].statistics.value();
    EXPECT_EQ(statistics.min, 0);
    EXPECT_EQ(statistics.max, 99999);
    EXPECT_DOUBLE_EQ(statistics.mean, 49999.5);
    EXPECT_NEAR(statistics.standard_deviation, std::sqrt((1e10 - 1) / 12), 1e-6);
    EXPECT_EQ(statistics.non_finite_count, 0u);
}

TEST_F(Inspect, TellsNumbersFromTextInTextFiles) {
    std::ofstream(folder_ / "events.csv") << "x,name,y\n1,a,5\n,b,6\n3,7,nan\n";
    auto const summary = inspect(folder_ / "events.csv");
    EXPECT_EQ(summary.format, "text");
    EXPECT_FALSE(summary.seed);
    ASSERT_EQ(summary.groups.size(), 1u);
    auto const& datasets = summary.groups[0].datasets;
    ASSERT_EQ(datasets.size(), 3u);
    EXPECT_EQ(datasets[0].type, "float64");
    EXPECT_EQ(datasets[0].statistics.value().mean, 2);
    EXPECT_EQ(datasets[0].statistics.value().non_finite_count, 1u);
    EXPECT_EQ(datasets[1].name, "name");
    EXPECT_EQ(datasets[1].type, "text");
    EXPECT_FALSE(datasets[1].statistics);
    EXPECT_EQ(datasets[2].statistics.value().max, 6);
    EXPECT_EQ(datasets[2].row_count, 3u);
}

TEST_F(Inspect, RefusesWhatItCannotRead) {
    EXPECT_TRUE(has_problem(problems_of([&] { inspect(folder_ / "absent.h5"); }), {"no file '"}));
    std::ofstream(folder_ / "ragged.csv") << "x,y\n1\n";
    EXPECT_TRUE(has_problem(problems_of([&] { inspect(folder_ / "ragged.csv"); }),
                            {"ragged.csv:2: 1 fields, but the header names 2"}));
}

}  // namespace
}  // namespace balmer::formats
