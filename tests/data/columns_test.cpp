#include "balmer/data/columns.hpp"

#include "balmer/formats/event_file.hpp"

#include "support/problems.hpp"
#include "support/temporary_folder.hpp"

#include <cmath>
#include <fstream>

#include <sys/stat.h>

namespace balmer::data {
namespace {

using tests::has_problem;
using tests::problems_of;
using tests::TemporaryFolder;

using Values = std::vector<double>;

/// The values read for each name.
std::vector<Values> values_of(NamedColumns const& file, std::size_t name_count,
                              BadFields bad_fields = BadFields::refuse) {
    std::vector<Values> values(name_count);
    file.read(
        [&](ColumnRows const& rows) {
            for (std::size_t i = 0; i < name_count; ++i) {
                auto const column = rows.columns[i];
                values[i].insert(values[i].end(), column.begin(), column.end());
            }
        },
        bad_fields);
    return values;
}

class NamedColumnsOfAFile : public TemporaryFolder {
protected:
    std::filesystem::path text(std::string const& content) {
        auto const path = folder_ / "events.csv";
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
};

TEST_F(NamedColumnsOfAFile, ComeInTheOrderOfTheNames) {
    for (auto const* const content : {"a,b,c\n1,2,x\n3,4,x\n", "a;b;c\n1;2;x\n3;4;x\n",
                                      "a\tb\tc\n1\t2\tx\n3\t4\tx\n", "a b c\n1 2 x\n3 4 x\n"}) {
        NamedColumns const file(text(content), {"b", "a", "b"});
        EXPECT_EQ(file.row_count(), 2U);
        EXPECT_EQ(values_of(file, 3), (std::vector<Values>{{2, 4}, {1, 3}, {2, 4}}));
    }
}

TEST_F(NamedColumnsOfAFile, AreReadOnceAndInOrderOverManyBlocks) {
    std::string content = "# numbers\na\n";
    constexpr std::size_t row_count = 70000;
    for (std::size_t i = 0; i < row_count; ++i) content += std::to_string(i) + "\n";
    NamedColumns const file(text(content), {"a"});
    std::size_t next = 0, block_count = 0;
    file.read([&](ColumnRows const& rows) {
        EXPECT_EQ(rows.place_of(0), "line " + std::to_string(next + 3));
        for (auto const value : rows.columns[0]) EXPECT_EQ(value, static_cast<double>(next++));
        ++block_count;
    });
    EXPECT_EQ(next, row_count);
    EXPECT_GT(block_count, 1U);
}

TEST_F(NamedColumnsOfAFile, AreLatentBeforeOthersOfTheName) {
    formats::EventFile events{.process = "test"};
    events.features = {{"a", "1", "feature", {1, 2}}};
    events.latent = {{"a", "1", "latent", {5, 6}}};
    auto const path = folder_ / "events.h5";
    formats::write_event_file(path, events);
    NamedColumns const file(path, {"a", "/features/a"});
    EXPECT_EQ(values_of(file, 2), (std::vector<Values>{{5, 6}, {1, 2}}));
    file.read([](ColumnRows const& rows) { EXPECT_EQ(rows.place_of(1), "row 1"); });
}

TEST_F(NamedColumnsOfAFile, FieldsThatAreNoNumbersAreRefusedOrNaN) {
    NamedColumns const file(text("a,b\n1,2\nx,3\n4,nan\n"), {"a", "b"});
    EXPECT_TRUE(has_problem(problems_of([&] { values_of(file, 2); }),
                            {"line 3", "'x' in column 'a' is not a number"}));
    auto const values = values_of(file, 2, BadFields::read_as_nan);
    ASSERT_EQ(values[0].size(), 3U);
    EXPECT_TRUE(std::isnan(values[0][1]));
    EXPECT_EQ(values[1][1], 3);
    EXPECT_TRUE(std::isnan(values[1][2]));
}

TEST_F(NamedColumnsOfAFile, DecimalCommasAreNamed) {
    NamedColumns const file(text("a;b\n1,5;2\n"), {"a"});
    EXPECT_TRUE(
        has_problem(problems_of([&] { values_of(file, 1); }),
                    {"'1,5' in column 'a'", "the decimal separator is a point", "Write 1.5?"}));
}

TEST_F(NamedColumnsOfAFile, AllMistakesAreToldTogether) {
    auto const path = text("a,b\n1,2\n");
    auto const problems = problems_of([&] { NamedColumns(path, {"a", "c", "d"}); });
    EXPECT_EQ(problems.size(), 2U);
    EXPECT_TRUE(has_problem(problems, {"column 'c' is not in"}));
    EXPECT_TRUE(has_problem(problems, {"column 'd' is not in"}));
    EXPECT_TRUE(has_problem(problems_of([&] { NamedColumns(folder_ / "absent.csv", {"a"}); }),
                            {"no file"}));
}

// Nothing writes to this pipe: opening it blocks.
TEST_F(NamedColumnsOfAFile, APipeIsRefusedUnopened) {
    auto const pipe = folder_ / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_TRUE(
        has_problem(problems_of([&] { NamedColumns(pipe, {"a"}); }), {"is not a regular file"}));
}

}  // namespace
}  // namespace balmer::data
