#include "balmer/job/changes.hpp"

#include "balmer/job/job_file.hpp"

#include <gtest/gtest.h>

namespace balmer::job {
namespace {

Job job(std::vector<std::string> const& overrides = {}) {
    constexpr char const* text = R"([data]
file = "e.h5"
target = "y"
features = ["x", "z"]
[data.derived]
both = "x*z"
[search]
operators = ["+", "*", "sin"]
[search.constraints]
sin = 5
)";
    auto reading = read_job(text, "job.toml", overrides);
    reading.problems.throw_if_any();
    return reading.job;
}

TEST(JobChanges, EqualJobsHaveNone) { EXPECT_TRUE(compare_jobs(job(), job()).empty()); }

TEST(JobChanges, AJobThatWasWrittenAndReadIsTheSame) {
    auto const again = read_job(write_job(job()), "job.toml").job;
    EXPECT_TRUE(compare_jobs(job(), again).empty());
}

TEST(JobChanges, NameTheKeyAndBothValues) {
    std::vector<Change> const expected = {{"search.seed", "1", "7"},
                                          {"search.annealing.alpha", "0.1", "0.25"},
                                          {"run.max_hours", "0", "12"}};
    EXPECT_EQ(compare_jobs(
                  job(), job({"search.seed=7", "run.max_hours=12", "search.annealing.alpha=0.25"})),
              expected);
    EXPECT_EQ(describe(expected[0]), "search.seed was 1, is 7");
}

TEST(JobChanges, DerivedFeaturesAndKeysThatAreNotSetCount) {
    auto const changes = compare_jobs(
        job(), job({"data.derived.both=\"x+z\"", "data.derived.new=\"2*x\"", "data.weight=w"}));
    std::vector<Change> const expected = {{"data.weight", "", "\"w\""},
                                          {"data.derived.both", "\"x*z\"", "\"x+z\""},
                                          {"data.derived.new", "", "\"2*x\""}};
    EXPECT_EQ(changes, expected);
    EXPECT_EQ(describe(changes[0]), "data.weight was not set, is \"w\"");
    auto const back = compare_jobs(job({"data.derived.new=\"2*x\""}), job());
    ASSERT_EQ(back.size(), 1u);
    EXPECT_EQ(back[0], (Change{"data.derived.new", "\"2*x\"", ""}));
}

TEST(JobChanges, OperatorsAndTheirLimitsCount) {
    auto const changes = compare_jobs(
        job(), job({"search.constraints.sin=6", "search.operators=[\"+\", \"sin\", \"*\"]",
                    "search.complexity.sin=2", "search.nesting.sin={sin=0}"}));
    std::vector<std::string> keys;
    for (auto const& change : changes) keys.push_back(change.key);
    EXPECT_EQ(keys, (std::vector<std::string>{"search.operators", "search.constraints.sin",
                                              "search.nesting.sin", "search.complexity.sin"}));
}

TEST(JobChanges, KeysThatComeWithANewOperatorAreNotListed) {
    auto const changes = compare_jobs(
        job(),
        job({"search.operators=[\"+\", \"*\", \"sin\", \"cos\"]", "search.constraints.cos=3"}));
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].key, "search.operators");
}

TEST(JobChanges, OnlyTheEndTheDataFileAndRunKeysMayChange) {
    for (auto const* key : {"search.iterations", "search.stop_at_loss", "data.file",
                            "run.directory", "run.max_hours", "run.finish_seconds",
                            "run.checkpoint_minutes", "run.lost_minutes", "run.scoring_share"}) {
        EXPECT_TRUE(may_change(key)) << key;
    }
    for (auto const* key : {"search.seed", "data.features", "data.target", "search.islands",
                            "search.cycles_per_iteration", "search.iteration"}) {
        EXPECT_FALSE(may_change(key)) << key;
    }
}

}  // namespace
}  // namespace balmer::job
