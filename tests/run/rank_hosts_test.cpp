#include "balmer/run/rank_hosts.hpp"

#include <gtest/gtest.h>

namespace balmer::run {
namespace {

TEST(RankHosts, EachRankIsNamedOnceWithItsHost) {
    EXPECT_EQ(describe_hosts({"vm"}), "1 rank on 1 host: vm (rank 0)");
    EXPECT_EQ(describe_hosts({"a", "b", "c"}),
              "3 ranks on 3 hosts: a (rank 0), b (rank 1), c (rank 2)");
    EXPECT_EQ(describe_hosts({"a", "a", "b", "b", "a", "b", "b", "b"}),
              "8 ranks on 2 hosts: a (ranks 0-1, 4), b (ranks 2-3, 5-7)");
}

TEST(RankHosts, ASingleProcessHasOneHost) {
    auto const hosts = gather_hosts(parallel::Communicator());
    ASSERT_EQ(hosts.size(), 1);
    EXPECT_NE(hosts[0], "");
}

}  // namespace
}  // namespace balmer::run
