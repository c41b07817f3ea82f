#include "balmer/job/document.hpp"

#include <gtest/gtest.h>

namespace balmer::job {
namespace {

template <class Type>
Type get(Value const& root, char const* table, char const* key) {
    auto const* section = root.find(table);
    auto const* value = section == nullptr ? nullptr : section->find(key);
    EXPECT_NE(value, nullptr) << table << "." << key;
    return value == nullptr ? Type{} : std::get<Type>(value->content);
}

Value with_override(std::string const& assignment, PlacedProblems& problems) {
    auto root = parse_document("[search]\nseed = 1\n", "job.toml");
    override_value(root, assignment, problems);
    return root;
}

Value with_override(std::string const& assignment) {
    PlacedProblems problems;
    auto root = with_override(assignment, problems);
    EXPECT_EQ(problems.problems(), std::vector<std::string>{}) << assignment;
    return root;
}

TEST(Document, KeepsTheOrderOfTheFileAndKnowsTheLines) {
    auto const root = parse_document("[b]\nz = 1\na = \"x\"\n[a]\n", "job.toml");
    auto const& tables = *root.table();
    ASSERT_EQ(tables.size(), 2u);
    ASSERT_EQ(tables[0].key, "b");
    auto const& keys = *tables[0].value.table();
    EXPECT_EQ(keys[0].key, "z");
    EXPECT_EQ(keys[0].value.place.text(), "job.toml:2");
    EXPECT_EQ(keys[1].value.place.text(), "job.toml:3");
    EXPECT_EQ(tables[1].value.place.text(), "job.toml:4");
}

TEST(Document, ASyntaxErrorNamesLineAndColumn) {
    try {
        parse_document("[search]\nseed = \n", "job.toml");
        FAIL() << "accepted";
    } catch (InputError const& error) {
        EXPECT_TRUE(std::string(error.what()).starts_with("job.toml:2:")) << error.what();
    }
}

TEST(Document, ElementsOfAnArrayKnowTheirOwnLines) {
    auto const root = parse_document("a = [1,\n2]\n", "job.toml");
    auto const& array = *root.find("a")->array();
    EXPECT_EQ(array[0].place, (Place{"job.toml", 1}));
    EXPECT_EQ(array[1].place, (Place{"job.toml", 2}));
}

TEST(PlacedProblems, AreSortedByLineAndThenInTheOrderAdded) {
    PlacedProblems problems;
    problems.add({"--set a=1", 0}, "last");
    problems.add({"job.toml", 10}, "third");
    problems.add({"job.toml", 2}, "first");
    problems.add({"job.toml", 2}, "second");
    problems.add({"job.toml", 0}, "very last");
    EXPECT_EQ(
        problems.problems(),
        (std::vector<std::string>{"job.toml:2: first", "job.toml:2: second", "job.toml:10: third",
                                  "--set a=1: last", "job.toml: very last"}));
    EXPECT_THROW(problems.throw_if_any<DataError>(), DataError);
}

TEST(Override, AcceptsTomlValuesAndBareStrings) {
    EXPECT_EQ(get<std::int64_t>(with_override("search.seed=7"), "search", "seed"), 7);
    EXPECT_EQ(get<double>(with_override("search.parsimony = 1e-3"), "search", "parsimony"), 1e-3);
    EXPECT_EQ(get<bool>(with_override("search.deterministic=true"), "search", "deterministic"),
              true);
    EXPECT_EQ(get<std::string>(with_override("run.directory=runs/a b"), "run", "directory"),
              "runs/a b");
    EXPECT_EQ(get<std::string>(with_override("run.directory=\"7\""), "run", "directory"), "7");
    auto const root = with_override("search.operators=[\"+\", \"=\"]");
    EXPECT_EQ(get<Value::Array>(root, "search", "operators").size(), 2u);
    auto const weight = with_override("search.complexity.\"/\"=2");
    EXPECT_NE(weight.find("search")->find("complexity")->find("/"), nullptr);
}

TEST(Override, IsThePlaceOfItsValue) {
    EXPECT_EQ(with_override("search.seed=7").find("search")->find("seed")->place.text(),
              "--set search.seed=7");
}

TEST(Override, RefusesInvalidAssignments) {
    PlacedProblems problems;
    with_override("search.seed", problems);
    with_override("=7", problems);
    with_override("search.operators=[\"+\"", problems);
    with_override("search.seed.deep=1", problems);
    std::vector<std::string> const expected = {
        "--set search.seed: not an assignment (needs section.key=value, such as search.seed=7)",
        "--set =7: not an assignment (needs section.key=value, such as search.seed=7)",
        "--set search.operators=[\"+\": the value is not TOML (brackets and quotes must close)",
        "--set search.seed.deep=1: sets a key inside a whole number given in job.toml:2 (needs "
        "section.key=value)"};
    EXPECT_EQ(problems.problems(), expected);
}

TEST(TomlString, ReadsBack) {
    std::string const text = "a\"b\\c\n\té\x01";
    auto const root = parse_document("k = " + toml_string(text), "x");
    EXPECT_EQ(std::get<std::string>(root.find("k")->content), text);
    EXPECT_EQ(toml_key("x_p1"), "x_p1");
    EXPECT_EQ(toml_key("+"), "\"+\"");
}

}  // namespace
}  // namespace balmer::job
