#include "balmer/formats/format.hpp"

#include "balmer/formats/event_file.hpp"

#include "support/problems.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>

namespace balmer::formats {
namespace {

using tests::has_problem;
using tests::problems_of;

class AnyFormat : public tests::TemporaryFolder {
protected:
    /// The values of column 0.
    static std::vector<double> first_column(ColumnFile const& file) {
        std::vector<double> values;
        file.read(std::vector<std::size_t>{0}, [&](Block const& block) {
            values.insert(values.end(), block.columns[0].begin(), block.columns[0].end());
        });
        return values;
    }
};

TEST_F(AnyFormat, IsRecognisedByContentAndReadThroughTheTable) {
    auto const hdf5 = folder_ / "events", text = folder_ / "events.dat";
    write_event_file(hdf5, {.process = "wbf", .features = {{"x", "", "", {1, 2}}}});
    write(text, "x,y\n1,5\n2,6\n");
    EXPECT_EQ(find_format(hdf5).name, "HDF5");
    EXPECT_EQ(find_format(text).name, "text");
    for (auto const& path : {hdf5, text}) {
        ProblemList problems;
        auto const file = find_format(path).open(path, {}, problems);
        EXPECT_TRUE(problems.empty());
        EXPECT_EQ(first_column(*file), (std::vector<double>{1, 2})) << path;
        EXPECT_EQ(find_format(path).inspect(path).groups.at(0).datasets.at(0).name, "x");
    }
}

TEST_F(AnyFormat, HasItsOwnName) {
    auto const formats = all_formats();
    for (auto const& format : formats) {
        EXPECT_EQ(std::ranges::count(formats, format.name, &Format::name), 1) << format.name;
    }
}

TEST_F(AnyFormat, AFileOfNoneOfThemIsRefusedWithAWayOut) {
    auto const refusal = [&](char const* name, std::string const& content) {
        write(folder_ / name, content);
        return problems_of([&] { find_format(folder_ / name); });
    };
    EXPECT_TRUE(has_problem(refusal("a.root", "root\x01"), {"a ROOT file", "uproot"}));
    EXPECT_TRUE(has_problem(refusal("a.h5", "x,y\n1,2\n"), {"in spite of its name"}));
    EXPECT_TRUE(has_problem(refusal("a.dat", std::string("x\0y", 3)), {"zero bytes"}));
    EXPECT_TRUE(has_problem(refusal("a.csv", ""), {"is empty"}));
    EXPECT_TRUE(has_problem(problems_of([&] { find_format(folder_ / "none.csv"); }), {"no file"}));
    EXPECT_TRUE(has_problem(problems_of([&] { find_format(folder_); }), {"is a folder"}));
}

}  // namespace
}  // namespace balmer::formats
