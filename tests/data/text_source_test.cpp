#include "balmer/data/source.hpp"

#include "support/problems.hpp"
#include "support/temporary_folder.hpp"

#include <cmath>
#include <fstream>
#include <sstream>

namespace balmer::data {
namespace {

using tests::has_problem;
using tests::problems_of;
using tests::TemporaryFolder;

class TextSource : public TemporaryFolder {
protected:
    SourceSpec spec_of(std::string const& content, std::string const& name = "events.csv") {
        auto const path = folder_ / name;
        std::ofstream(path, std::ios::binary) << content;
        return {.file = path, .target = "y", .features = {"x"}};
    }

    static Table<double> read_whole(SourceSpec const& spec) {
        auto tables = read_shards(spec, {read_schema(spec).row_count, 1}, {0});
        return std::move(tables.at(0));
    }

    static void expect_two_rows(SourceSpec const& spec) {
        auto const table = read_whole(spec);
        ASSERT_EQ(table.row_count(), 2u) << spec.file;
        EXPECT_EQ(table.feature(0)[0], 0.1);
        EXPECT_EQ(table.feature(0)[1], -2e-3);
        EXPECT_EQ(table.target()[0], 3);
        EXPECT_EQ(table.target()[1], 4);
    }

    std::string place(int line) const {
        return (folder_ / "events.csv").string() + ":" + std::to_string(line) + ": ";
    }
};

TEST_F(TextSource, ReadsEveryUsualForm) {
    expect_two_rows(spec_of("x,name,y\n0.1,a,3\n-2e-3,b,4\n"));
    expect_two_rows(spec_of("x,name,y\r\n0.1,a,3\r\n-2e-3,b,4"));
    expect_two_rows(spec_of("\xef\xbb\xbfx;y\n+0.1;3\n-2e-3;4\n"));
    expect_two_rows(spec_of("y\tx\n3\t0.1\n4\t-2e-3\n", "events.tsv"));
    expect_two_rows(spec_of("  x   y\n 0.1   3\n-2e-3 4.0\n", "events.txt"));
    expect_two_rows(spec_of("# made by hand\n\n\"x\" , \"y\"\n\"0.1\",\"3\"\n# more\n-2e-3,4\n\n"));
    expect_two_rows(spec_of("# x y\n1.0e-01 3.0e+00\n-2.0e-03 4.0e+00\n", "savetxt.dat"));
    expect_two_rows(spec_of("# seed 7\n# x,y\n0.1,3\n-2e-3,4\n"));
}

TEST_F(TextSource, ReadsLinesBeyondOneBufferAndRowsBeyondOneBlock) {
    std::ostringstream content;
    content.precision(17);
    content << "x,y,text\n"
            << "0.5,-1," << std::string(3 << 20, 'z') << "\n";
    constexpr int rows = 200000;
    for (int i = 1; i < rows; ++i) content << std::sqrt(i) << "," << i << ",\n";
    auto const table = read_whole(spec_of(content.str()));
    ASSERT_EQ(table.row_count(), std::size_t{rows});
    EXPECT_EQ(table.target()[0], -1);
    for (std::size_t i = 1; i < rows; ++i) {
        ASSERT_EQ(table.feature(0)[i], std::sqrt(static_cast<double>(i)));
        ASSERT_EQ(table.target()[i], static_cast<double>(i));
    }
}

TEST_F(TextSource, ShardsAndDerivedFeaturesWorkAsInHdf5) {
    auto spec = spec_of("x,\"p T\",y\n1,10,0\n2,20,1\n3,30,2\n");
    spec.derived = {{"s", "x + `p T`"}};
    auto const tables = read_shards(spec, {3, 2}, {1, 0});
    ASSERT_EQ(tables.size(), 2u);
    EXPECT_EQ(tables[0].feature(1)[0], 22);
    EXPECT_EQ(tables[1].feature(1)[1], 33);
    EXPECT_EQ(read_schema(spec).feature_names(), (std::vector<std::string>{"x", "s"}));
}

TEST_F(TextSource, RaggedLinesAreNamedByNumber) {
    std::string content = "# comment\nx,y\n1,2\n1\n1,2,3\n";
    for (int i = 0; i < 7; ++i) content += "9\n";
    auto const spec = spec_of(content);
    auto const problems = problems_of([&] { read_schema(spec); });
    EXPECT_EQ(problems.size(), 6u);
    EXPECT_TRUE(has_problem(problems, {place(4) + "1 fields, but the header names 2"}));
    EXPECT_TRUE(has_problem(problems, {place(5) + "3 fields, but the header names 2"}));
    EXPECT_TRUE(
        has_problem(problems, {"4 more lines differ from the header in the number of fields"}));
}

TEST_F(TextSource, FieldsThatAreNoNumbersAreNamedByLineAndColumn) {
    auto spec = spec_of("x,name,y\n1,a,2\n\n1.5.2,b,\n3,c,four\n");
    spec.derived = {{"s", "log(x)"}};
    auto const problems = problems_of([&] { read_shards(spec, {3, 1}, {0}); });
    EXPECT_EQ(problems.size(), 3u);
    EXPECT_TRUE(has_problem(problems, {place(4) + "'x' of ", "is '1.5.2' (a number is needed)"}));
    EXPECT_TRUE(has_problem(problems, {place(4) + "'y' of ", "is empty (a number is needed)"}));
    EXPECT_TRUE(has_problem(problems, {place(5) + "'y' of ", "is 'four' (a number is needed)"}));
}

TEST_F(TextSource, ManyBadFieldsAreCounted) {
    std::string content = "x,y\n";
    for (int i = 0; i < 12; ++i) content += "?,1\n";
    auto const spec = spec_of(content);
    auto const problems = problems_of([&] { read_shards(spec, {12, 1}, {0}); });
    EXPECT_EQ(problems.size(), 6u);
    EXPECT_TRUE(has_problem(problems, {"'x' of ", "is not a number in 7 more lines"}));
}

TEST_F(TextSource, NaNIsNamedByLine) {
    auto const spec = spec_of("# two\nx,y\n1,2\nnan,3\n");
    auto const problems = problems_of([&] { read_shards(spec, {2, 1}, {0}); });
    EXPECT_TRUE(has_problem(problems, {"'x' of ", "is NaN in 1 row (line 4)"}));
}

TEST_F(TextSource, AHeaderIsNeeded) {
    EXPECT_TRUE(has_problem(problems_of([&] { read_schema(spec_of("1,2\n3,4\n")); }),
                            {place(1) + "numbers where the header is expected"}));
    EXPECT_TRUE(has_problem(problems_of([&] { read_schema(spec_of("# nothing\n\n")); }),
                            {"contains only comments"}));
    EXPECT_TRUE(has_problem(problems_of([&] { read_schema(spec_of("x,,y,x\n1,2,3,4\n")); }),
                            {place(1) + "column 2 has no name"}));
    EXPECT_TRUE(has_problem(problems_of([&] { read_schema(spec_of("x,,y,x\n1,2,3,4\n")); }),
                            {place(1) + "two columns are named 'x'"}));
}

TEST_F(TextSource, AHeaderAloneHoldsNoEvents) {
    EXPECT_TRUE(has_problem(problems_of([&] { read_schema(spec_of("x,y\n")); }),
                            {"has no events", "0 rows"}));
}

TEST_F(TextSource, AMatrixMakesNoSense) {
    auto spec = spec_of("x,y\n1,2\n");
    spec.matrix = "/data";
    EXPECT_TRUE(has_problem(problems_of([&] { read_schema(spec); }),
                            {"data.matrix '/data' does not apply to the text file"}));
}

}  // namespace
}  // namespace balmer::data
