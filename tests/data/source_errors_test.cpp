#include "balmer/data/source.hpp"
#include "balmer/formats/event_file.hpp"

#include "formats/foreign_file.hpp"
#include "support/problems.hpp"
#include "support/temporary_folder.hpp"

#include <cmath>
#include <fstream>
#include <limits>

namespace balmer::data {
namespace {

using formats::ForeignFile;
using tests::has_problem;
using tests::problems_of;
using tests::TemporaryFolder;

namespace fs = std::filesystem;

constexpr double infinity = std::numeric_limits<double>::infinity();

class SourceErrors : public TemporaryFolder {
protected:
    SourceErrors() : path_(folder_ / "events.h5"), spec_{.file = path_, .target = "score"} {
        events_ = {.features = {{"x_p1", "", "", {1, 2, 3}}, {"x_p2", "", "", {4, 5, 6}}},
                   .targets = {{"score", "", "", {7, 8, 9}}},
                   .weights = {{"w", "", "", {1, 1, 1}}},
                   .latent = {{"flavour", "", "", {0, 1, 0}}}};
    }

    std::vector<std::string> schema_problems() {
        if (!events_.features.empty()) formats::write_event_file(path_, events_);
        return problems_of([&] { read_schema(spec_); });
    }
    std::vector<std::string> row_problems() {
        formats::write_event_file(path_, events_);
        auto const rows = read_schema(spec_).row_count;
        return problems_of([&] { read_shards(spec_, {rows, 2}, {1}); });
    }
    /// Problems of a file that the test has written.
    std::vector<std::string> foreign_problems() const {
        return problems_of([&] { read_schema(spec_); });
    }
    void write_text(std::string const& name, std::string const& content) {
        spec_.file = folder_ / name;
        std::ofstream(spec_.file, std::ios::binary) << content;
    }
    std::string quoted_path() const { return "'" + spec_.file.string() + "'"; }

    fs::path path_;
    formats::EventFile events_;
    SourceSpec spec_;
};

TEST_F(SourceErrors, AGoodSpecHasNoProblems) {
    spec_.weight = "w";
    EXPECT_TRUE(schema_problems().empty());
    EXPECT_TRUE(row_problems().empty());
}

TEST_F(SourceErrors, AMissingFileIsNamedWithItsNeighbour) {
    formats::write_event_file(path_, events_);
    spec_.file = folder_ / "event.h5";
    EXPECT_EQ(foreign_problems(),
              (std::vector{"no file " + quoted_path() + ". Did you mean 'events.h5'?"}));
}

TEST_F(SourceErrors, AFolderIsNoFile) {
    spec_.file = folder_;
    EXPECT_TRUE(has_problem(foreign_problems(), {quoted_path(), "is a folder"}));
}

TEST_F(SourceErrors, AnEmptyFileIsSaidToBeEmpty) {
    write_text("events.h5", "");
    EXPECT_TRUE(has_problem(foreign_problems(), {quoted_path(), "is empty (0 bytes)"}));
}

TEST_F(SourceErrors, ATextFileNamedHdf5IsNotHdf5) {
    write_text("text.h5", "x,y\n1,2\n");
    EXPECT_TRUE(has_problem(foreign_problems(), {quoted_path(), "is not an HDF5 file", ".csv"}));
}

TEST_F(SourceErrors, FilesOfOtherToolsAreNamedByTheirKind) {
    write_text("events.root", "root\0\0\xf2\x4f and more");
    EXPECT_TRUE(has_problem(foreign_problems(), {quoted_path(), "is a ROOT file", "uproot"}));
    write_text("events.csv", "\x1f\x8b\x08");
    EXPECT_TRUE(has_problem(foreign_problems(), {quoted_path(), "is a gzip file", "gunzip"}));
    write_text("events.dat", std::string("a\0b", 3));
    EXPECT_TRUE(has_problem(foreign_problems(), {quoted_path(), "neither an HDF5 file nor text"}));
}

TEST_F(SourceErrors, ATruncatedFileIsSaidToBeDamaged) {
    for (auto& column : {&events_.features, &events_.targets, &events_.weights, &events_.latent}) {
        for (auto& entry : *column) entry.values.resize(10000, 0.5);
    }
    formats::write_event_file(path_, events_);
    fs::resize_file(path_, fs::file_size(path_) / 2);
    auto const problems = problems_of([&] { read_schema(spec_); });
    EXPECT_TRUE(has_problem(problems, {quoted_path(), "HDF5: ", "truncated", "Damaged"}));
}

TEST_F(SourceErrors, HoldsNoHdf5FileThatCannotBeOpened) {
    write_text("broken.h5", std::string("\x89HDF\r\n\x1a\n") + std::string(600, '\xee'));
    EXPECT_TRUE(has_problem(foreign_problems(), {quoted_path(), "HDF5: ", "Damaged"}));
}

TEST_F(SourceErrors, AnotherVersionIsRefused) {
    {
        auto const file = formats::create_hdf5(path_);
        formats::write_attribute(file.id(), "format", std::string("balmer-events"));
        formats::write_attribute(file.id(), "version", std::int64_t{2});
    }
    EXPECT_TRUE(
        has_problem(foreign_problems(), {quoted_path(), "of version 2", "reads version 1"}));
}

TEST_F(SourceErrors, AllMissingNamesAreReportedTogether) {
    spec_.target = "scores";
    spec_.weight = "weight";
    spec_.features = {"x_p1", "x_p3", "zzzzzz"};
    auto const problems = schema_problems();
    EXPECT_EQ(problems.size(), 4u);
    EXPECT_TRUE(has_problem(problems, {"target 'scores' is not in " + quoted_path(),
                                       "Did you mean 'score'?", "It has: 'score', 'x_p1'"}));
    EXPECT_TRUE(has_problem(problems, {"weight 'weight' is not in", "It has: 'w', "}));
    EXPECT_TRUE(has_problem(problems, {"feature 'x_p3' is not in", "Did you mean 'x_p",
                                       "It has: 'x_p1', 'x_p2', 'score', 'w'"}));
    EXPECT_TRUE(has_problem(
        problems, {"feature 'zzzzzz' is not in " + quoted_path() + ". It has: 'x_p1', 'x_p2'"}));
}

TEST_F(SourceErrors, AMissingTargetIsSaidToBeMissing) {
    spec_.target = "";
    EXPECT_TRUE(has_problem(schema_problems(), {"data.target is not set"}));
}

TEST_F(SourceErrors, WhatIsLatentIsNoFeatureAndInNoFormula) {
    spec_.features = {"x_p1", "flavour"};
    spec_.derived = {{"s", "x_p1 * flavour"}};
    auto const problems = schema_problems();
    EXPECT_EQ(problems.size(), 2u);
    EXPECT_TRUE(
        has_problem(problems, {"feature 'flavour' is '/latent/flavour' of " + quoted_path(),
                               "a latent column cannot be observed, so no formula may use it",
                               "Choose among: 'x_p1', 'x_p2'"}));
    EXPECT_TRUE(has_problem(problems, {"derived feature 's' = 'x_p1 * flavour'",
                                       "'/latent/flavour'", "a latent column cannot be observed"}));
}

TEST_F(SourceErrors, AFeatureIsListedOnce) {
    spec_.features = {"x_p1", "x_p2", "/features/x_p1"};
    EXPECT_EQ(
        schema_problems(),
        (std::vector<std::string>{"feature 'x_p1' is listed 2 times (each feature counts once)"}));
}

TEST_F(SourceErrors, TheTargetIsNoFeatureAndInNoFormula) {
    spec_.features = {"x_p1", "score"};
    spec_.derived = {{"s", "2 * score"}};
    auto const problems = schema_problems();
    EXPECT_EQ(problems.size(), 2u);
    EXPECT_TRUE(has_problem(problems, {"target 'score' is among the features",
                                       "the formula would be the target itself"}));
    EXPECT_TRUE(has_problem(problems, {"'s' = '2 * score' uses the target '/targets/score'"}));
}

TEST_F(SourceErrors, MistakesInFormulasAreReportedTogether) {
    spec_.derived = {{"a", "b + 1"},
                     {"b", "c"},
                     {"c", "2 * a"},
                     {"x_p2", "x_p1^2"},
                     {"d", "sin(x_p9) + x_p8"},
                     {"e", "x_p1 +"},
                     {"f", "x_p1"},
                     {"f", "x_p2"},
                     {"flavour", "x_p1 - 1"}};
    auto const problems = schema_problems();
    EXPECT_TRUE(
        has_problem(problems, {"derived features depend on each other: 'a' -> 'b' -> 'c' -> 'a'"}));
    EXPECT_TRUE(has_problem(problems, {"derived feature 'x_p2' has the name of a column of"}));
    EXPECT_TRUE(has_problem(problems, {"derived feature 'flavour' has the name of a column of"}));
    EXPECT_TRUE(has_problem(
        problems, {"derived feature 'd' = 'sin(x_p9) + x_p8': 'x_p9' is not in", "Did you mean"}));
    EXPECT_TRUE(has_problem(problems, {"derived feature 'd'", "'x_p8' is not in"}));
    EXPECT_TRUE(has_problem(problems, {"derived feature 'e' = 'x_p1 +' is not a valid formula"}));
    EXPECT_TRUE(has_problem(problems, {"derived feature 'f' is defined twice"}));
    EXPECT_EQ(problems.size(), 7u);
}

TEST_F(SourceErrors, AFormulaThatReadsItselfIsACycle) {
    spec_.derived = {{"a", "a + 1"}};
    EXPECT_TRUE(
        has_problem(schema_problems(), {"derived features depend on each other: 'a' -> 'a'"}));
}

TEST_F(SourceErrors, TargetAndWeightAreColumnsOfTheFile) {
    spec_.derived = {{"t", "2 * x_p1"}};
    spec_.target = "t";
    spec_.weight = "t";
    auto const problems = schema_problems();
    EXPECT_TRUE(has_problem(problems, {"target 't' is a derived feature"}));
    EXPECT_TRUE(has_problem(problems, {"weight 't' is a derived feature"}));
}

TEST_F(SourceErrors, DifferentLengthsAreBothNamed) {
    {
        ForeignFile file(path_);
        file.add("/x", std::vector<double>{1, 2, 3});
        file.add("/y", std::vector<double>{1, 2});
    }
    spec_.target = "y";
    spec_.features = {"x"};
    EXPECT_EQ(foreign_problems(),
              (std::vector{"column '/x' of " + quoted_path() +
                           " has 3 rows, '/y' has 2 (all columns need equal length)"}));
}

TEST_F(SourceErrors, ColumnsThatAreNoNumbersAreRefusedByType) {
    {
        ForeignFile file(path_);
        file.add_text("/name", {'a', 'b'});
        file.add_matrix("/m", 2, 3, {1, 2, 3, 4, 5, 6});
        file.add("/y", std::vector<double>{1, 2});
        formats::DatatypeHandle const pair(H5Tcreate(H5T_COMPOUND, 8), "make", "pair");
        H5Tinsert(pair.id(), "first", 0, H5T_NATIVE_DOUBLE);
        formats::DataspaceHandle const scalar(H5Screate(H5S_SCALAR), "make", "pair");
        formats::DatasetHandle const dataset(H5Dcreate2(file.id(), "pair", pair.id(), scalar.id(),
                                                        H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                             "make", "pair");
    }
    spec_.target = "y";
    spec_.features = {"name", "m", "pair"};
    auto const problems = foreign_problems();
    EXPECT_EQ(problems.size(), 3u);
    EXPECT_TRUE(has_problem(problems, {"feature '/name'", "is of type text (numbers are needed)"}));
    EXPECT_TRUE(has_problem(problems, {"feature '/m'", "is 2 × 3", "Set data.matrix to it?"}));
    EXPECT_TRUE(
        has_problem(problems, {"feature '/pair'", "is of type compound", "its own dataset"}));
}

TEST_F(SourceErrors, ForeignFilesNeedListedFeatures) {
    {
        ForeignFile file(path_);
        file.add("/x", std::vector<double>{1, 2});
        file.add("/y", std::vector<double>{1, 2});
    }
    spec_.target = "y";
    EXPECT_TRUE(
        has_problem(foreign_problems(), {"data.features is empty", quoted_path() + " has: '/x'"}));
}

TEST_F(SourceErrors, ANameOfTwoColumnsNeedsItsPath) {
    {
        ForeignFile file(path_);
        file.add("/a/pt", std::vector<double>{1, 2});
        file.add("/b/pt", std::vector<double>{1, 2});
        file.add("/y", std::vector<double>{1, 2});
    }
    spec_.target = "y";
    spec_.features = {"pt"};
    EXPECT_TRUE(has_problem(foreign_problems(), {"feature 'pt' could be any of '/a/pt', '/b/pt'",
                                                 "Give the whole path?"}));
}

TEST_F(SourceErrors, MistakesInAMatrixAreNamed) {
    {
        ForeignFile file(path_);
        file.add_matrix("/x", 2, 3, {1, 2, 3, 4, 5, 6});
        file.add("/y", std::vector<double>{1, 2});
    }
    spec_.target = "y";
    spec_.features = {"a"};
    spec_.matrix = "x";
    spec_.matrix_columns = {"a", "b"};
    EXPECT_TRUE(
        has_problem(foreign_problems(), {"data.matrix '/x' of " + quoted_path(),
                                         "has 3 columns, but data.matrix_columns has 2 names"}));
    spec_.matrix_columns = {"a", "b", "a"};
    EXPECT_TRUE(has_problem(foreign_problems(), {"data.matrix_columns has 'a' twice"}));
    spec_.matrix = "y";
    EXPECT_TRUE(has_problem(foreign_problems(), {"data.matrix '/y'", "is 2 (a matrix has two"}));
    spec_.matrix = "z";
    EXPECT_TRUE(has_problem(foreign_problems(),
                            {"data.matrix '/z'", "does not exist", "The file has: '/x', '/y'"}));
    spec_.matrix = "";
    EXPECT_TRUE(
        has_problem(foreign_problems(), {"data.matrix_columns is set without data.matrix"}));
}

TEST_F(SourceErrors, AFileWithoutEventsIsRefused) {
    for (auto* group : {&events_.features, &events_.targets, &events_.weights, &events_.latent}) {
        for (auto& column : *group) column.values.clear();
    }
    EXPECT_TRUE(has_problem(schema_problems(), {quoted_path() + " has no events", "0 rows"}));
}

TEST_F(SourceErrors, AnEventFileWithoutFeaturesNeedsAList) {
    events_.features.clear();
    formats::write_event_file(path_, events_);
    EXPECT_TRUE(has_problem(schema_problems(), {quoted_path() + " has no features"}));
}

TEST_F(SourceErrors, RowsThatAreNotFiniteAreCountedAndNamed) {
    for (auto* group : {&events_.features, &events_.targets, &events_.weights, &events_.latent}) {
        for (auto& column : *group) column.values.assign(70000, 0.5);
    }
    // Rows of both shards and both blocks: the rank of shard 1 checks all of them.
    for (std::size_t row : {2u, 3u, 10u, 69998u, 69999u, 500u, 501u}) {
        events_.features[0].values[row] = std::nan("");
    }
    events_.targets[0].values[66000] = -infinity;
    events_.features[1].values[5] = infinity;
    auto const problems = row_problems();
    EXPECT_EQ(problems.size(), 3u);
    EXPECT_TRUE(has_problem(
        problems,
        {"'/features/x_p1' of " + quoted_path() +
         " is NaN in 7 rows (row 2, 3, 10, 500, 501, …, counted from 0) (every value that is "
         "used must be finite). Remove these rows, or leave the column out?"}));
    EXPECT_TRUE(has_problem(problems, {"'/targets/score'", "is infinite in 1 row (row 66000,"}));
    EXPECT_TRUE(has_problem(problems, {"'/features/x_p2'", "is infinite in 1 row (row 5,"}));
}

TEST_F(SourceErrors, FormulasWithoutAValueAreNamed) {
    spec_.derived = {{"l", "log(x_p1 - 2)"}};
    auto const problems = row_problems();
    EXPECT_EQ(problems.size(), 2u);
    EXPECT_TRUE(
        has_problem(problems, {"derived feature 'l' = 'log(x_p1 - 2)' is NaN in 1 row (row 0,"}));
    EXPECT_TRUE(has_problem(problems, {"is infinite in 1 row (row 1,", "write a formula"}));
}

TEST_F(SourceErrors, NegativeWeightsAreNamed) {
    spec_.weight = "w";
    events_.weights[0].values = {1, -0.5, 1};
    auto const problems = row_problems();
    EXPECT_EQ(problems.size(), 1u);
    EXPECT_TRUE(has_problem(
        problems, {"'/weights/w'", "is negative in 1 row (row 1,", "leave data.weight out?"}));
}

TEST_F(SourceErrors, SomeEventMustCount) {
    spec_.weight = "w";
    events_.weights[0].values = {0, 0, 0};
    EXPECT_TRUE(has_problem(row_problems(), {"weight '/weights/w'", "is zero in every row"}));
}

TEST_F(SourceErrors, DamageWithinTheValuesIsFoundWhereAChecksumGuardsThem) {
    {
        ForeignFile file(path_);
        hsize_t const size = 4096;
        formats::PropertyHandle const creation(H5Pcreate(H5P_DATASET_CREATE), "make", "x");
        H5Pset_chunk(creation.id(), 1, &size);
        H5Pset_fletcher32(creation.id());
        formats::DataspaceHandle const space(H5Screate_simple(1, &size, nullptr), "make", "x");
        formats::DatasetHandle const dataset(H5Dcreate2(file.id(), "x", H5T_IEEE_F64LE, space.id(),
                                                        H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                                             "make", "x");
        std::vector<double> const values(size, 1.5);
        H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        file.add("/y", std::vector<double>(size, 2.5));
    }
    {
        std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
        std::string const content((std::istreambuf_iterator<char>(file)), {});
        double const value = 1.5;
        std::string const pattern(reinterpret_cast<char const*>(&value), sizeof value);
        auto const place = content.find(pattern + pattern);
        ASSERT_NE(place, std::string::npos);
        file.clear();
        file.seekp(static_cast<std::streamoff>(place + 800));
        file.put('\x7f');
    }
    spec_.target = "y";
    spec_.features = {"x"};
    auto const rows = read_schema(spec_).row_count;
    auto const problems = problems_of([&] { read_shards(spec_, {rows, 1}, {0}); });
    EXPECT_TRUE(has_problem(problems, {quoted_path(), "cannot read dataset '/x'", "Damaged"}));
}

}  // namespace
}  // namespace balmer::data
