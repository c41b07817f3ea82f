#include "balmer/parallel/memory_mailbox.hpp"

#include "balmer/base/error.hpp"

#include "parallel/mailbox_laws.hpp"

#include <barrier>
#include <thread>
#include <vector>

namespace balmer::parallel::test {
namespace {

/// Threads as ranks.
template <int rank_count>
struct MemoryTransport {
    static void run(Body const& body) {
        MemoryPost const post(rank_count);
        std::barrier all(rank_count);
        std::vector<std::thread> ranks;
        for (int rank = 0; rank < rank_count; ++rank) {
            ranks.emplace_back([&, rank] {
                MemoryMailbox mailbox(post, rank);
                body(mailbox, [&] { all.arrive_and_wait(); });
            });
        }
        for (auto& rank : ranks) rank.join();
    }
};

using Transports = ::testing::Types<MemoryTransport<1>, MemoryTransport<2>, MemoryTransport<4>,
                                    MemoryTransport<8>>;
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, MailboxLaws, Transports);

TEST(MemoryMailbox, WhatWasSentOutlivesItsSenderAndThePost) {
    auto receiver = [] {
        MemoryPost const post(2);
        MemoryMailbox(post, 1).send(0, marked_bytes(10, 1));
        return MemoryMailbox(post, 0);
    }();
    auto const parcel = receiver.receive();
    ASSERT_TRUE(parcel);
    EXPECT_EQ(parcel->sender, 1);
    EXPECT_EQ(parcel->content, marked_bytes(10, 1));
}

TEST(MemoryMailbox, ByItselfIsRankZeroOfOne) {
    MemoryMailbox mailbox;
    EXPECT_EQ(mailbox.rank(), 0);
    EXPECT_EQ(mailbox.size(), 1);
}

TEST(MemoryMailbox, RefusesRanksThatAreNotThere) {
    EXPECT_THROW(MemoryPost(0), InputError);
    MemoryPost const post(2);
    EXPECT_THROW(MemoryMailbox(post, 2), InputError);
    EXPECT_THROW(MemoryMailbox(post, -1), InputError);
#ifdef BALMER_DEBUG_CHECKS
    EXPECT_THROW(MemoryMailbox(post, 0).send(2, {}), ContractError);
#endif
}

}  // namespace
}  // namespace balmer::parallel::test
