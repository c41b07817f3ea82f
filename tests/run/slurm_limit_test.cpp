#include "balmer/run/slurm_limit.hpp"

#include "support/temporary_folder.hpp"

#include <cstdlib>
#include <map>

namespace balmer::run {
namespace {

using Kind = TimeLeft::Kind;

TEST(ParseTimeLeft, AcceptsAllFormatsOfSqueue) {
    std::map<std::string, double> const expected = {
        {"1-02:03:04\n", 93784}, {"02:03:04", 7384},     {"3:04", 184}, {"00:00", 0},
        {"  12:34 \n", 754},     {"10-00:00:00", 864000}};
    for (auto const& [text, seconds] : expected) {
        auto const left = parse_time_left(text);
        EXPECT_EQ(left.kind, Kind::limited) << text;
        EXPECT_EQ(left.seconds, seconds) << text;
    }
    EXPECT_EQ(parse_time_left("UNLIMITED\n").kind, Kind::unlimited);
}

TEST(ParseTimeLeft, AnyOtherTextIsUnknownAndReported) {
    for (auto const* text : {"NOT_SET", "INVALID", "", "12", "1-02:03", "1:2:3:4", ":", "-1:00",
                             "1-", "a:b", "12:3x", "slurm_load_jobs error: Invalid job id"}) {
        EXPECT_EQ(parse_time_left(text).kind, Kind::unknown) << text;
    }
    EXPECT_EQ(parse_time_left("NOT_SET").source, "squeue printed 'NOT_SET'");
    EXPECT_EQ(parse_time_left("\n").source, "squeue knows no such job");
}

TEST(EndMargin, IsTwoPercentWithinBoundsAndNeverMoreThanAQuarter) {
    EXPECT_DOUBLE_EQ(end_margin_s(12 * 3600), 120);
    EXPECT_DOUBLE_EQ(end_margin_s(3000), 60);
    EXPECT_DOUBLE_EQ(end_margin_s(600), 20);
    EXPECT_DOUBLE_EQ(end_margin_s(40), 10);
    EXPECT_DOUBLE_EQ(end_margin_s(0), 0);
}

/// Limits with a given environment and a given answer of squeue.
class SlurmLimitTest : public ::testing::Test {
protected:
    SlurmLimit limit(std::map<std::string, std::string> environment, double now_s = 1000) {
        environment_ = std::move(environment);
        return SlurmLimit(
            [this](char const* name) {
                auto const found = environment_.find(name);
                return found == environment_.end() ? nullptr : found->second.c_str();
            },
            now_s,
            [this](std::string const& job, double) {
                asked_.push_back(job);
                return answer_;
            });
    }

    std::map<std::string, std::string> environment_;
    std::vector<std::string> asked_;
    TimeLeft answer_{Kind::unknown, 0, "squeue cannot be started"};
};

TEST_F(SlurmLimitTest, ThereIsNoneOutsideSlurm) {
    auto outside = limit({});
    EXPECT_FALSE(outside.seconds_left());
    EXPECT_FALSE(outside.reached());
    EXPECT_EQ(outside.note(), "");
    EXPECT_TRUE(asked_.empty());
}

TEST_F(SlurmLimitTest, TheEnvironmentIsReadFirst) {
    auto const known = limit({{"SLURM_JOB_ID", "17"}, {"SLURM_JOB_END_TIME", "4000"}});
    EXPECT_NEAR(*known.seconds_left(), 3000 - 60, 1);
    EXPECT_TRUE(asked_.empty());
    EXPECT_EQ(known.note(),
              "SLURM job 17 has 3000 s left (SLURM_JOB_END_TIME): the run ends 60 s before that");
}

TEST_F(SlurmLimitTest, WithoutAnEndTimeSqueueIsAsked) {
    answer_ = {Kind::limited, 600, "squeue"};
    auto asked = limit({{"SLURM_JOB_ID", "17"}, {"SLURM_JOB_END_TIME", "soon"}});
    EXPECT_EQ(asked_, std::vector<std::string>{"17"});
    EXPECT_NEAR(*asked.seconds_left(), 580, 1);
    EXPECT_FALSE(asked.reached());
    EXPECT_EQ(asked_.size(), 1u) << "not before the limit is reached";
}

TEST_F(SlurmLimitTest, AnUnknownLimitIsReportedAndDoesNotEndTheRun) {
    auto unknown = limit({{"SLURM_JOB_ID", "17"}});
    EXPECT_FALSE(unknown.seconds_left());
    EXPECT_FALSE(unknown.reached());
    EXPECT_NE(unknown.note().find("is not known (squeue cannot be started)"), std::string::npos);
    EXPECT_NE(unknown.note().find("run.max_hours"), std::string::npos);
}

TEST_F(SlurmLimitTest, AnExtendedLimitIsNoticedWhenTheOldOneIsReached) {
    auto extended = limit({{"SLURM_JOB_ID", "17"}, {"SLURM_JOB_END_TIME", "1000"}});
    answer_ = {Kind::limited, 600, "squeue"};
    EXPECT_FALSE(extended.reached());
    EXPECT_NEAR(*extended.seconds_left(), 580, 1);
}

TEST_F(SlurmLimitTest, WithoutAnExtensionTheLimitStays) {
    for (auto const& answer :
         {TimeLeft{Kind::limited, 5, "squeue"}, TimeLeft{Kind::unknown, 0, ""}}) {
        auto reached = limit({{"SLURM_JOB_ID", "17"}, {"SLURM_JOB_END_TIME", "900"}});
        answer_ = answer;
        EXPECT_TRUE(reached.reached());
        EXPECT_TRUE(reached.has_ended_the_run());
        answer_ = {Kind::limited, 600, "squeue"};
        EXPECT_TRUE(reached.reached()) << "the run is ending already";
    }
}

/// Puts a script named squeue first in PATH.
class AskSqueue : public tests::TemporaryFolder {
protected:
    AskSqueue() : path_(std::getenv("PATH")) {
        ::setenv("PATH", (folder_.string() + ":" + path_).c_str(), 1);
    }
    ~AskSqueue() override { ::setenv("PATH", path_.c_str(), 1); }

    void squeue(std::string const& script) const {
        write(folder_ / "squeue", "#!/bin/sh\n" + script + "\n");
        std::filesystem::permissions(folder_ / "squeue", std::filesystem::perms::owner_all);
    }

    std::string path_;
};

TEST_F(AskSqueue, ReadsItsAnswer) {
    squeue("[ \"$*\" = '-h -j 17 -o %L' ] && echo 1:02:03");
    auto const left = ask_squeue("17", 10);
    EXPECT_EQ(left.kind, Kind::limited) << left.source;
    EXPECT_EQ(left.seconds, 3723);
    EXPECT_EQ(ask_squeue("18", 10).source, "squeue knows no such job");
}

TEST_F(AskSqueue, WaitsNoLongerThanTheTimeout) {
    squeue("exec sleep 30");
    Stopwatch const watch;
    auto const left = ask_squeue("17", 0.2);
    EXPECT_LT(watch.elapsed_s(), 5);
    EXPECT_EQ(left.kind, Kind::unknown);
    EXPECT_EQ(left.source, "squeue did not answer within 0.2 s");
}

TEST_F(AskSqueue, AMissingSqueueIsReported) {
    ::setenv("PATH", folder_.c_str(), 1);
    auto const left = ask_squeue("17", 10);
    EXPECT_EQ(left.kind, Kind::unknown);
    EXPECT_EQ(left.source, "squeue cannot be started: No such file or directory");
}

}  // namespace
}  // namespace balmer::run
