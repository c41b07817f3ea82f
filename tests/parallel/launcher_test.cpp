#include "balmer/parallel/launcher.hpp"

#include <cstdlib>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace balmer::parallel {
namespace {

using Table = std::map<std::string, std::string>;

std::optional<Launch> find_in(Table const& table) {
    return find_launch([&](char const* name) {
        auto const entry = table.find(name);
        return entry == table.end() ? nullptr : entry->second.c_str();
    });
}

// The tables are what Open MPI 4.1.4 and SLURM 22.05.8 set.

TEST(Launcher, APlainProcessHasNone) { EXPECT_FALSE(find_in({{"HOME", "/root"}})); }

TEST(Launcher, ABatchScriptIsAPlainProcessThoughItsJobHasSeveralTasks) {
    EXPECT_FALSE(find_in({{"SLURM_JOB_ID", "1"},
                          {"SLURM_NTASKS", "2"},
                          {"SLURM_NPROCS", "2"},
                          {"SLURM_PROCID", "0"},
                          {"SLURM_LOCALID", "0"},
                          {"SLURM_TASKS_PER_NODE", "2"}}));
}

TEST(Launcher, ATaskOfSrunIsOneOfItsStep) {
    auto const launch = find_in({{"SLURM_NTASKS", "8"},
                                 {"SLURM_PROCID", "1"},
                                 {"SLURM_STEP_ID", "0"},
                                 {"SLURM_STEP_NUM_TASKS", "2"}});
    ASSERT_TRUE(launch);
    EXPECT_EQ(launch->size, 2);
    EXPECT_EQ(launch->rank, 1);
    EXPECT_TRUE(launch->is_many());
}

TEST(Launcher, AStepOfOneIsNotMany) {
    auto const launch = find_in({{"SLURM_NTASKS", "8"},
                                 {"SLURM_PROCID", "0"},
                                 {"SLURM_STEP_ID", "0"},
                                 {"SLURM_STEP_NUM_TASKS", "1"}});
    ASSERT_TRUE(launch);
    EXPECT_FALSE(launch->is_many());
}

TEST(Launcher, MpirunInsideSrunIsTheNearerOne) {
    auto const launch = find_in({{"OMPI_COMM_WORLD_SIZE", "4"},
                                 {"OMPI_COMM_WORLD_RANK", "3"},
                                 {"PMIX_RANK", "3"},
                                 {"SLURM_STEP_NUM_TASKS", "1"},
                                 {"SLURM_PROCID", "0"}});
    ASSERT_TRUE(launch);
    EXPECT_EQ(launch->evidence, "OMPI_COMM_WORLD_SIZE=4");
    EXPECT_EQ(launch->size, 4);
    EXPECT_EQ(launch->rank, 3);
}

TEST(Launcher, MpichTellsSizeAndRank) {
    auto const launch = find_in({{"PMI_SIZE", "3"}, {"PMI_RANK", "0"}});
    ASSERT_TRUE(launch);
    EXPECT_EQ(launch->size, 3);
    EXPECT_EQ(launch->rank, 0);
}

TEST(Launcher, PmixWithoutSlurmKeepsTheSizeToItselfButARankAboveZeroTells) {
    auto const first = find_in({{"PMIX_RANK", "0"}});
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->size);
    EXPECT_FALSE(first->is_many());
    auto const third = find_in({{"PMIX_RANK", "2"}});
    ASSERT_TRUE(third);
    EXPECT_TRUE(third->is_many());
}

TEST(Launcher, ANumberThatIsNoneIsUnknown) {
    auto const launch = find_in({{"PMI_SIZE", "4x"}, {"PMI_RANK", "-1"}});
    ASSERT_TRUE(launch);
    EXPECT_FALSE(launch->size);
    EXPECT_FALSE(launch->rank);
}

TEST(Launcher, ThisProcessIsAsked) {
    ASSERT_EQ(setenv("OMPI_COMM_WORLD_SIZE", "5", 1), 0);
    EXPECT_TRUE(under_launcher());
    EXPECT_EQ(launcher_size(), 5);
    ASSERT_EQ(unsetenv("OMPI_COMM_WORLD_SIZE"), 0);
}

}  // namespace
}  // namespace balmer::parallel
