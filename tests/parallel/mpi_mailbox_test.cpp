#include "balmer/parallel/mpi_mailbox.hpp"

#include "parallel/mailbox_laws.hpp"
#include "parallel/mpi_main.hpp"

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include <unistd.h>

namespace balmer::parallel::test {
namespace {

template <std::size_t chunk_bytes>
struct MpiTransport {
    static void run(Body const& body) {
        Communicator const ranks(session(), chunk_bytes);
        MpiMailbox mailbox(ranks);
        body(mailbox, [&] { ranks.barrier(); });
        ranks.barrier();
    }
};

/// Whole parcels, and big ones in many parts.
using Transports = ::testing::Types<MpiTransport<default_chunk_bytes>, MpiTransport<20'000>>;
INSTANTIATE_TYPED_TEST_SUITE_P(Mpi, MailboxLaws, Transports);

int next_rank() { return (world().rank() + 1) % world().size(); }

TEST(MpiMailbox, ABigParcelIsUnsentUntilItsReceiverTakesIt) {
    MpiMailbox mailbox(world());
    mailbox.send(next_rank(), marked_bytes(big_bytes, 1));
    world().barrier();
    EXPECT_EQ(mailbox.unsent_count(), 1U);
    EXPECT_FALSE(flush(mailbox, 0.0));
    world().barrier();
    EXPECT_TRUE(wait_for_parcel(mailbox));
    EXPECT_TRUE(flush(mailbox, patience_s));
    EXPECT_EQ(mailbox.unsent_count(), 0U);
    world().barrier();
}

TEST(MpiMailbox, WhatItLeavesUnsentStillArrivesWhole) {
    auto mailbox = std::make_unique<MpiMailbox>(world());
    bool const is_receiver = world().rank() % 2 == 1;
    bool const has_receiver = world().rank() + 1 < world().size();
    if (!is_receiver) {
        if (has_receiver) mailbox->send(world().rank() + 1, marked_bytes(big_bytes, 2));
        mailbox.reset();
        // Memory that was freed too early would be reused here.
        EXPECT_NE(Bytes(big_bytes, std::byte{0xff}), Bytes(big_bytes, std::byte{0xfe}));
    }
    world().barrier();
    if (is_receiver) {
        auto const parcel = wait_for_parcel(*mailbox);
        EXPECT_TRUE(parcel && parcel->content == marked_bytes(big_bytes, 2));
    }
    world().barrier();
}

TEST(MpiMailbox, ParcelsOfOneNeverMeetAnother) {
    MpiMailbox first(world());
    MpiMailbox second(world());
    first.send(next_rank(), marked_bytes(10, 1));
    world().barrier();
    EXPECT_FALSE(second.receive());
    EXPECT_TRUE(wait_for_parcel(first));
    world().barrier();
}

/// A file as a signal to a rank that makes no MPI call. All ranks know its name.
std::filesystem::path agreed_flag() {
    auto const name = "balmer_flag_" + std::to_string(getpid());
    Bytes bytes(name.size());
    std::memcpy(bytes.data(), name.data(), name.size());
    bytes = world().broadcast(bytes);
    std::string agreed(bytes.size(), ' ');
    std::memcpy(agreed.data(), bytes.data(), bytes.size());
    return std::filesystem::temp_directory_path() / agreed;
}

// Over TCP a big parcel makes no progress while its sender makes no MPI call.
TEST(MpiMailbox, ASlowParcelHoldsUpItsOwnSenderOnly) {
    if (world().size() < 3) GTEST_SKIP() << "needs a second sender";
    MpiMailbox mailbox(world());
    auto const others_arrived = agreed_flag();
    if (world().rank() == 1) mailbox.send(0, marked_bytes(big_bytes, 1));
    if (world().rank() > 1) mailbox.send(0, marked_bytes(10, 2));
    world().barrier();
    if (world().rank() == 1) {
        Stopwatch const rested;
        while (!std::filesystem::exists(others_arrived) && rested.elapsed_s() < 20.0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        EXPECT_TRUE(std::filesystem::exists(others_arrived)) << "the others wait for this rank";
    }
    if (world().rank() == 0) {
        int other_count = 0;
        for (int i = 1; i < world().size(); ++i) {
            auto const parcel = wait_for_parcel(mailbox);
            if (parcel && parcel->sender > 1 && ++other_count == world().size() - 2) {
                std::ofstream(others_arrived) << "continue";
            }
            EXPECT_TRUE(parcel &&
                        parcel->content == (parcel->sender == 1 ? marked_bytes(big_bytes, 1)
                                                                : marked_bytes(10, 2)));
        }
    }
    EXPECT_TRUE(flush(mailbox, patience_s));
    world().barrier();
    if (world().rank() == 0) std::filesystem::remove(others_arrived);
}

// Runs last, so that parcels are in transit when MPI ends.
TEST(MpiMailbox, ZMayGoInTheMiddleOfSendingAndReceiving) {
    MpiMailbox mailbox(world());
    for (int receiver = 0; receiver < world().size(); ++receiver) {
        mailbox.send(receiver, marked_bytes(big_bytes, 3));
        mailbox.send(receiver, marked_bytes(10, 3));
    }
    mailbox.receive();
}

}  // namespace
}  // namespace balmer::parallel::test
