/// \file
/// Tests that every Mailbox must pass, as a suite over transports.
///
/// A transport has `static void run(Body const&)`, which runs the body once as each of several
/// ranks, with that rank's mailbox and a function `meet` that returns when all ranks have called
/// it.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/parallel/flush.hpp"
#include "balmer/parallel/idle.hpp"
#include "balmer/parallel/mailbox.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::parallel::test {

using Meet = std::function<void()>;
using Body = std::function<void(Mailbox&, Meet const&)>;

inline constexpr double patience_s = 60.0;
inline constexpr std::size_t big_bytes = std::size_t{4} << 20;

/// Bytes that differ by length, position and mark. Eight at a time, as the tests make gigabytes.
inline Bytes marked_bytes(std::size_t size_bytes, std::uint32_t mark) {
    Bytes content(size_bytes);
    std::uint64_t value = mark * std::uint64_t{0x9E3779B97F4A7C15} + size_bytes;
    for (std::size_t i = 0; i < size_bytes; i += sizeof value) {
        value = value * std::uint64_t{6364136223846793005} + 1442695040888963407U;
        std::memcpy(content.data() + i, &value, std::min(sizeof value, size_bytes - i));
    }
    return content;
}

/// Returns the next parcel, or nullopt after `patience_s`.
inline std::optional<Parcel> wait_for_parcel(Mailbox& mailbox) {
    Stopwatch const waited;
    Napper napper;
    while (waited.elapsed_s() < patience_s) {
        if (auto parcel = mailbox.receive()) return parcel;
        napper.idle();
    }
    return {};
}

/// Everything one rank sends another, known to both: sizes from 0 B to 4 MB, most of them small.
class Stretch {
public:
    Stretch(std::uint64_t seed, int sender, int receiver, int size)
        : stream_(seed, static_cast<std::uint32_t>(sender * size + receiver), 0, Purpose::test),
          remaining_(static_cast<int>(stream_.below(60))) {}

    int remaining() const { return remaining_; }

    Bytes next() {
        --remaining_;
        auto const mark = stream_();
        if (stream_.bernoulli(0.1)) return {};
        double const log_largest = std::log(stream_.bernoulli(0.02) ? 4.0 * 1048576 : 32768.0);
        return marked_bytes(static_cast<std::size_t>(std::exp(stream_.uniform(0, log_largest))),
                            mark);
    }

private:
    RandomStream stream_;
    int remaining_;
};

/// One rank's part in random traffic between all ranks.
class Walker {
public:
    Walker(Mailbox& mailbox, std::uint64_t seed)
        : mailbox_(mailbox),
          choices_(seed, static_cast<std::uint32_t>(mailbox.rank()), 1, Purpose::test) {
        for (int other = 0; other < mailbox.size(); ++other) {
            outgoing_.emplace_back(seed, mailbox.rank(), other, mailbox.size());
            incoming_.emplace_back(seed, other, mailbox.rank(), mailbox.size());
        }
    }

    /// Sends and receives until both are done. Sends in bursts, mixed with receiving.
    void walk() {
        Stopwatch const waited;
        Napper napper;
        while (!(is_done(outgoing_) && is_done(incoming_) && mailbox_.unsent_count() == 0)) {
            if (waited.elapsed_s() > patience_s) {
                ADD_FAILURE() << "rank " << mailbox_.rank() << " waits in vain";
                return;
            }
            bool is_active = send_some();
            while (auto parcel = mailbox_.receive()) {
                accept(*parcel);
                is_active = true;
                if (choices_.bernoulli(0.1)) break;
            }
            is_active ? napper.reset() : napper.idle();
        }
    }

private:
    static bool is_done(std::vector<Stretch> const& stretches) {
        return std::all_of(stretches.begin(), stretches.end(),
                           [](auto const& stretch) { return stretch.remaining() == 0; });
    }

    bool send_some() {
        bool has_sent = false;
        for (auto burst = choices_.below(20); burst > 0; --burst) {
            auto const receiver = choices_.below(static_cast<std::uint32_t>(outgoing_.size()));
            if (outgoing_[receiver].remaining() == 0) continue;
            mailbox_.send(static_cast<int>(receiver), outgoing_[receiver].next());
            has_sent = true;
        }
        return has_sent;
    }

    void accept(Parcel const& parcel) {
        auto& expected = incoming_.at(static_cast<std::size_t>(parcel.sender));
        if (expected.remaining() == 0) {
            ADD_FAILURE() << "one parcel too many from rank " << parcel.sender;
            return;
        }
        EXPECT_TRUE(parcel.content == expected.next()) << "from rank " << parcel.sender;
    }

    Mailbox& mailbox_;
    RandomStream choices_;
    std::vector<Stretch> outgoing_;
    std::vector<Stretch> incoming_;
};

template <class Transport>
class MailboxLaws : public ::testing::Test {};

TYPED_TEST_SUITE_P(MailboxLaws);

TYPED_TEST_P(MailboxLaws, AFreshOneIsEmpty) {
    TypeParam::run([](Mailbox& mailbox, Meet const& meet) {
        EXPECT_FALSE(mailbox.receive());
        EXPECT_EQ(mailbox.unsent_count(), 0U);
        EXPECT_TRUE(0 <= mailbox.rank() && mailbox.rank() < mailbox.size());
        meet();
    });
}

TYPED_TEST_P(MailboxLaws, ParcelsOfAPairArriveInTheOrderSentBigOrSmall) {
    TypeParam::run([](Mailbox& mailbox, Meet const& meet) {
        // A big parcel takes longer than the small ones behind it.
        std::vector<std::size_t> const sizes{1, big_bytes, 0, 10, 100'000, 3, 4096, 5000, 2};
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            for (int receiver = 0; receiver < mailbox.size(); ++receiver) {
                mailbox.send(receiver, marked_bytes(sizes[i], static_cast<std::uint32_t>(i)));
            }
        }
        std::vector<std::size_t> next(static_cast<std::size_t>(mailbox.size()));
        for (std::size_t i = 0; i < sizes.size() * next.size(); ++i) {
            auto const parcel = wait_for_parcel(mailbox);
            if (!parcel) {
                ADD_FAILURE() << "a parcel is missing";
                break;
            }
            auto& k = next.at(static_cast<std::size_t>(parcel->sender));
            EXPECT_TRUE(parcel->content ==
                        marked_bytes(sizes.at(k), static_cast<std::uint32_t>(k)));
            ++k;
        }
        EXPECT_TRUE(flush(mailbox, patience_s));
        meet();
        EXPECT_FALSE(mailbox.receive());
    });
}

TYPED_TEST_P(MailboxLaws, RandomTrafficLosesAndDoublesNothing) {
    for (std::uint64_t const seed : {1U, 2U, 3U}) {
        TypeParam::run([seed](Mailbox& mailbox, Meet const& meet) {
            Walker(mailbox, seed).walk();
            meet();
            EXPECT_FALSE(mailbox.receive()) << "a parcel came twice";
        });
    }
}

TYPED_TEST_P(MailboxLaws, ManySmallParcelsAllArrive) {
    TypeParam::run([](Mailbox& mailbox, Meet const& meet) {
        constexpr std::uint32_t count = 5000;
        int const next = (mailbox.rank() + 1) % mailbox.size();
        for (std::uint32_t i = 0; i < count; ++i) mailbox.send(next, marked_bytes(64, i));
        for (std::uint32_t i = 0; i < count; ++i) {
            auto const parcel = wait_for_parcel(mailbox);
            if (!parcel || parcel->content != marked_bytes(64, i)) {
                ADD_FAILURE() << "parcel " << i << (parcel ? " is another" : " is missing");
                break;
            }
        }
        EXPECT_TRUE(flush(mailbox, patience_s));
        meet();
    });
}

TYPED_TEST_P(MailboxLaws, BigParcelsSentBothWaysBeforeAnyIsTakenDoNotLock) {
    TypeParam::run([](Mailbox& mailbox, Meet const& meet) {
        auto const mark = [&](int sender, int receiver) {
            return static_cast<std::uint32_t>(sender * mailbox.size() + receiver);
        };
        for (int other = 0; other < mailbox.size(); ++other) {
            mailbox.send(other, marked_bytes(big_bytes, mark(mailbox.rank(), other)));
        }
        meet();
        for (int i = 0; i < mailbox.size(); ++i) {
            auto const parcel = wait_for_parcel(mailbox);
            EXPECT_TRUE(parcel && parcel->content == marked_bytes(big_bytes, mark(parcel->sender,
                                                                                  mailbox.rank())));
        }
        EXPECT_TRUE(flush(mailbox, patience_s));
        meet();
    });
}

TYPED_TEST_P(MailboxLaws, ARankMaySendToItself) {
    TypeParam::run([](Mailbox& mailbox, Meet const& meet) {
        for (std::size_t const size : {std::size_t{0}, std::size_t{5}, big_bytes}) {
            mailbox.send(mailbox.rank(), marked_bytes(size, 9));
            auto const parcel = wait_for_parcel(mailbox);
            EXPECT_TRUE(parcel && parcel->sender == mailbox.rank() &&
                        parcel->content == marked_bytes(size, 9));
        }
        EXPECT_EQ(mailbox.unsent_count(), 0U);
        meet();
    });
}

REGISTER_TYPED_TEST_SUITE_P(MailboxLaws, AFreshOneIsEmpty,
                            ParcelsOfAPairArriveInTheOrderSentBigOrSmall,
                            RandomTrafficLosesAndDoublesNothing, ManySmallParcelsAllArrive,
                            BigParcelsSentBothWaysBeforeAnyIsTakenDoNotLock, ARankMaySendToItself);

}  // namespace balmer::parallel::test
