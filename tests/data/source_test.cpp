#include "balmer/data/source.hpp"

#include "balmer/base/error.hpp"
#include "balmer/formats/event_file.hpp"

#include "formats/foreign_file.hpp"
#include "support/temporary_folder.hpp"

#include <cmath>
#include <numeric>

namespace balmer::data {
namespace {

using formats::ForeignFile;
using tests::TemporaryFolder;

/// Distinct rows, in a little more than two blocks.
constexpr std::size_t row_count = 140001;

formats::EventColumn column(std::string const& name, double (*value)(double), std::size_t rows) {
    formats::EventColumn made{.name = name, .unit = "GeV", .description = "made up " + name};
    for (std::size_t i = 0; i < rows; ++i) made.values.push_back(value(static_cast<double>(i)));
    return made;
}

formats::EventFile events_of(std::size_t rows) {
    return {.process = "wbf",
            .seed = 7,
            .features = {column(
                             "x_p2", [](double i) { return i / 7; }, rows),
                         column(
                             "x_p1", [](double i) { return std::sqrt(i); }, rows),
                         column(
                             "dphi", [](double i) { return std::fmod(i, 6.28); }, rows)},
            .targets = {column(
                "score", [](double i) { return 1 - i; }, rows)},
            .weights = {column(
                "w", [](double i) { return 1 / (1 + i); }, rows)},
            .latent = {column(
                "flavour", [](double i) { return std::fmod(i, 3); }, rows)}};
}

class Source : public TemporaryFolder {
protected:
    SourceSpec spec_of(std::size_t rows) {
        formats::write_event_file(folder_ / "events.h5", events_of(rows));
        return {.file = folder_ / "events.h5", .target = "score"};
    }

    static Table<double> read_whole(SourceSpec const& spec) {
        auto tables = read_shards(spec, {read_schema(spec).row_count, 1}, {0});
        return std::move(tables.at(0));
    }
};

template <class Scalar>
std::vector<Scalar> copy_of(std::span<Scalar const> values) {
    return {values.begin(), values.end()};
}

TEST_F(Source, SchemaTellsNamesUnitsAndRowsOfAnEventFile) {
    auto spec = spec_of(10);
    spec.weight = "w";
    auto const schema = read_schema(spec);
    EXPECT_EQ(schema.feature_names(), (std::vector<std::string>{"x_p2", "x_p1", "dphi"}))
        << "features stand in the order in which they were written";
    EXPECT_EQ(schema.features[0], (ColumnInfo{"x_p2", "GeV", "made up x_p2"}));
    EXPECT_EQ(schema.target, (ColumnInfo{"score", "GeV", "made up score"}));
    EXPECT_EQ(schema.weight.name, "w");
    EXPECT_EQ(schema.row_count, 10u);
}

TEST_F(Source, ReadsBackWhatWasWritten) {
    auto spec = spec_of(row_count);
    spec.weight = "w";
    auto const events = events_of(row_count);
    auto const table = read_whole(spec);
    ASSERT_EQ(table.feature_count(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(copy_of(table.feature(i)), events.features[i].values);
    }
    EXPECT_EQ(copy_of(table.target()), events.targets[0].values);
    EXPECT_EQ(copy_of(table.weights()), events.weights[0].values);
}

TEST_F(Source, KeepsTheOrderOfListedFeaturesAndLeavesTheRest) {
    auto spec = spec_of(5);
    spec.features = {"dphi", "x_p2"};
    EXPECT_EQ(read_schema(spec).feature_names(), spec.features);
    auto const table = read_whole(spec);
    EXPECT_EQ(table.feature(1)[4], 4.0 / 7);
    EXPECT_TRUE(table.weights().empty());
}

TEST_F(Source, ShardsReadApartEqualTheRowsOfAWholeRead) {
    for (std::size_t rows : {1u, 2u, 7u, 1000u, 65536u, 65537u}) {
        auto spec = spec_of(rows);
        spec.weight = "w";
        auto const whole = read_whole(spec);
        for (std::size_t shard_count : {1u, 3u, 30u}) {
            ShardPlan const plan{rows, shard_count};
            std::size_t seen = 0;
            for (std::size_t shard = 0; shard < shard_count; ++shard) {
                auto const tables = read_shards(spec, plan, {shard});
                ASSERT_EQ(tables.size(), 1u);
                ASSERT_EQ(tables[0].row_count(), plan.size(shard));
                seen += tables[0].row_count();
                for (std::size_t i = 0; i < tables[0].row_count(); ++i) {
                    auto const row = plan.row(shard, i);
                    ASSERT_EQ(tables[0].feature(2)[i], whole.feature(2)[row]);
                    ASSERT_EQ(tables[0].target()[i], whole.target()[row]);
                    ASSERT_EQ(tables[0].weights()[i], whole.weights()[row]);
                }
            }
            EXPECT_EQ(seen, rows);
        }
    }
}

TEST_F(Source, ShardsComeInTheOrderAsked) {
    auto const spec = spec_of(10);
    auto const tables = read_shards(spec, {10, 4}, {3, 0});
    ASSERT_EQ(tables.size(), 2u);
    EXPECT_EQ(copy_of(tables[0].target()), (std::vector<double>{1 - 3., 1 - 7.}));
    EXPECT_EQ(copy_of(tables[1].target()), (std::vector<double>{1, 1 - 4., 1 - 8.}));
}

TEST_F(Source, DerivedFeaturesEqualTheirFormulaInEachRow) {
    auto spec = spec_of(row_count);
    spec.features = {"s_phi", "x_p1"};
    // s_phi needs `twice`, which comes after it; `w` is not a feature, but a column of the file.
    spec.derived = {{"s_phi", "sin(twice) + w"}, {"twice", "2 * dphi"}};
    EXPECT_EQ(read_schema(spec).feature_names(),
              (std::vector<std::string>{"s_phi", "x_p1", "twice"}));
    EXPECT_EQ(read_schema(spec).features[0].description, "sin(twice) + w");
    auto const events = events_of(row_count);
    auto const table = read_whole(spec);
    for (std::size_t i = 0; i < row_count; ++i) {
        double const twice = 2 * events.features[2].values[i];
        ASSERT_EQ(table.feature(2)[i], twice);
        ASSERT_EQ(table.feature(0)[i], std::sin(twice) + events.weights[0].values[i]);
    }
}

TEST_F(Source, DerivedFeaturesReadNamesThatNeedBackquotes) {
    ForeignFile file(folder_ / "foreign.h5");
    file.add("/a/pt [GeV]", std::vector<double>{1, 2});
    file.add("/b/pt [GeV]", std::vector<double>{10, 20});
    file.add("/y", std::vector<double>{0, 1});
    SourceSpec const spec{.file = folder_ / "foreign.h5",
                          .target = "y",
                          .features = {"/a/pt [GeV]"},
                          .derived = {{"sum", "`/a/pt [GeV]` + `b/pt [GeV]` + pi"}}};
    EXPECT_DOUBLE_EQ(read_whole(spec).feature(1)[1], 22 + 3.14159265358979323846);
}

TEST_F(Source, AColumnNamedPiIsNotTheNumber) {
    ForeignFile file(folder_ / "foreign.h5");
    file.add("/pi", std::vector<double>{5, 6});
    file.add("/y", std::vector<double>{0, 1});
    SourceSpec const spec{.file = folder_ / "foreign.h5",
                          .target = "y",
                          .features = {"pi"},
                          .derived = {{"twice", "2 * pi"}}};
    EXPECT_EQ(read_whole(spec).feature(1)[1], 12);
}

TEST_F(Source, ForeignColumnsOfAnyNumericTypeAreReadByPath) {
    ForeignFile file(folder_ / "foreign.h5");
    file.add("/tree/pt", std::vector<float>{0.5f, 0.1f, -3});
    file.add("/tree/charge", std::vector<int>{-1, 1, 300});
    file.add("/truth", std::vector<double>{1, 2, 3});
    SourceSpec const spec{
        .file = folder_ / "foreign.h5", .target = "truth", .features = {"/tree/pt", "charge"}};
    EXPECT_EQ(read_schema(spec).feature_names(), (std::vector<std::string>{"pt", "charge"}));
    auto const table = read_whole(spec);
    EXPECT_EQ(copy_of(table.feature(0)), (std::vector<double>{0.5, double(0.1f), -3}));
    EXPECT_EQ(copy_of(table.feature(1)), (std::vector<double>{-1, 1, 300}));
}

TEST_F(Source, FeaturesThatEndAlikeKeepTheirPaths) {
    ForeignFile file(folder_ / "foreign.h5");
    file.add("/a/pt", std::vector<double>{1});
    file.add("/b/pt", std::vector<double>{2});
    file.add("/y", std::vector<double>{0});
    SourceSpec const spec{
        .file = folder_ / "foreign.h5", .target = "/y", .features = {"/b/pt", "a/pt"}};
    EXPECT_EQ(read_schema(spec).feature_names(), (std::vector<std::string>{"/b/pt", "/a/pt"}));
    EXPECT_EQ(read_whole(spec).feature(0)[0], 2);
}

TEST_F(Source, MatrixColumnsAreColumnsByName) {
    std::vector<double> values(3 * row_count);
    std::iota(values.begin(), values.end(), 0.0);
    ForeignFile file(folder_ / "foreign.h5");
    file.add_matrix("/x", row_count, 3, values);
    file.add("/y", std::vector<double>(row_count, 0.5));
    SourceSpec spec{.file = folder_ / "foreign.h5",
                    .target = "y",
                    .derived = {{"r", "c / (1 + a)"}},
                    .matrix = "x",
                    .matrix_columns = {"a", "b", "c"}};
    EXPECT_EQ(read_schema(spec).feature_names(), (std::vector<std::string>{"a", "b", "c", "r"}));
    auto const table = read_whole(spec);
    for (std::size_t i = 0; i < row_count; ++i) {
        double const first = 3 * static_cast<double>(i);
        ASSERT_EQ(table.feature(1)[i], first + 1);
        ASSERT_EQ(table.feature(3)[i], (first + 2) / (1 + first));
    }
    spec.target = "b";
    spec.features = {"c"};
    spec.derived = {};
    EXPECT_EQ(read_whole(spec).target()[1], 4);
}

TEST_F(Source, AWideMatrixIsReadInPieces) {
    constexpr std::size_t rows = 40000;
    constexpr std::size_t columns = 64;
    std::vector<double> values(rows * columns);
    std::iota(values.begin(), values.end(), 0.0);
    ForeignFile file(folder_ / "foreign.h5");
    file.add_matrix("/x", rows, columns, values);
    SourceSpec spec{.file = folder_ / "foreign.h5", .target = "x7", .features = {"x63"}};
    spec.matrix = "/x";
    for (std::size_t i = 0; i < columns; ++i) {
        spec.matrix_columns.push_back("x" + std::to_string(i));
    }
    auto const table = read_whole(spec);
    for (std::size_t i = 0; i < rows; ++i) {
        ASSERT_EQ(table.target()[i], static_cast<double>(i * columns + 7));
        ASSERT_EQ(table.feature(0)[i], static_cast<double>(i * columns + 63));
    }
}

TEST_F(Source, AOneColumnMatrixIsReadToo) {
    ForeignFile file(folder_ / "foreign.h5");
    file.add_matrix("/x", 3, 1, {1, 2, 3});
    file.add("/y", std::vector<double>{4, 5, 6});
    SourceSpec const spec{
        .file = folder_ / "foreign.h5", .target = "y", .matrix = "/x", .matrix_columns = {"a"}};
    EXPECT_EQ(copy_of(read_whole(spec).feature(0)), (std::vector<double>{1, 2, 3}));
}

TEST_F(Source, NaNInColumnsThatNobodyReadsIsFine) {
    auto events = events_of(4);
    events.features[1].values[2] = std::nan("");
    formats::write_event_file(folder_ / "events.h5", events);
    SourceSpec const spec{.file = folder_ / "events.h5", .target = "score", .features = {"dphi"}};
    EXPECT_EQ(read_whole(spec).row_count(), 4u);
}

TEST_F(Source, WeightsOfSomeRowsMayBeZero) {
    auto events = events_of(3);
    events.weights[0].values = {0, 0, 2};
    formats::write_event_file(folder_ / "events.h5", events);
    SourceSpec const spec{.file = folder_ / "events.h5", .target = "score", .weight = "w"};
    EXPECT_EQ(read_whole(spec).weights()[2], 2);
}

TEST_F(Source, AFileThatChangedItsLengthIsRefused) {
    auto const spec = spec_of(5);
    EXPECT_THROW(read_shards(spec, {6, 2}, {0}), DataError);
}

TEST_F(Source, ALatentColumnMayBeTheTarget) {
    auto spec = spec_of(5);
    spec.target = "flavour";
    EXPECT_EQ(read_whole(spec).target()[4], 1);
}

class ContentHash : public Source {};

TEST_F(ContentHash, SameContentGivesTheSameHashWhateverTheFile) {
    auto spec = spec_of(1000);
    spec.features = {"x_p1"};
    auto const events = events_of(1000);
    ForeignFile file(folder_ / "foreign.h5");
    file.add("/tree/x_p1", events.features[1].values);
    file.add("/score", events.targets[0].values);
    SourceSpec const foreign{
        .file = folder_ / "foreign.h5", .target = "score", .features = {"x_p1"}};
    EXPECT_EQ(content_hash(spec), content_hash(foreign));
}

TEST_F(ContentHash, EveryValueAndNameAndOrderCounts) {
    auto spec = spec_of(row_count);
    spec.weight = "w";
    auto const hash = content_hash(spec);
    EXPECT_EQ(content_hash(spec), hash);

    auto const changed_hash = [&](auto change) {
        auto events = events_of(row_count);
        change(events);
        formats::write_event_file(folder_ / "changed.h5", events);
        auto changed = spec;
        changed.file = folder_ / "changed.h5";
        return content_hash(changed);
    };
    EXPECT_EQ(changed_hash([](formats::EventFile& events) { events.latent[0].values[1] = 9; }),
              hash);
    EXPECT_NE(
        changed_hash([](formats::EventFile& events) { events.features[0].values.back() += 1; }),
        hash);
    EXPECT_NE(
        changed_hash([](formats::EventFile& events) { events.targets[0].values.front() += 1; }),
        hash);
    EXPECT_NE(changed_hash([](formats::EventFile& events) { events.weights[0].values[1] = 2; }),
              hash);
    EXPECT_NE(changed_hash([](formats::EventFile& events) { events.features[0].name = "x_p3"; }),
              hash);
    EXPECT_NE(changed_hash([](formats::EventFile& events) {
                  std::swap(events.features[0].values[0], events.features[0].values[1]);
              }),
              hash);

    auto unweighted = spec;
    unweighted.weight = "";
    EXPECT_NE(content_hash(unweighted), hash);
    auto reordered = spec;
    reordered.features = {"x_p1", "x_p2", "dphi"};
    EXPECT_NE(content_hash(reordered), hash);
}

}  // namespace
}  // namespace balmer::data
