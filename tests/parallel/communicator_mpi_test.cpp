#include "balmer/base/error.hpp"
#include "balmer/parallel/communicator.hpp"

#include "parallel/mpi_main.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::parallel::test {
namespace {

/// The exception that a rank caught.
struct Caught {
    bool is_remote = false;
    int rank = -1;
    std::string message;
    Fault fault = Fault::other;
    /// what() of the exception nested in it, if any.
    std::string nested;

    bool operator==(Caught const&) const = default;
};

template <class Step>
std::optional<Caught> caught_from(Step const& step) {
    try {
        world().all_or_none(step);
    } catch (RemoteError const& error) {
        Caught caught{true, error.rank(), error.message(), error.fault(), ""};
        try {
            std::rethrow_if_nested(error);
        } catch (std::exception const& nested) {
            caught.nested = nested.what();
        }
        return caught;
    } catch (std::exception const& error) {
        return Caught{false, world().rank(), error.what(), fault_of(error), ""};
    }
    return {};
}

Bytes bytes_of(std::size_t size_bytes, int mark) {
    Bytes content(size_bytes);
    for (std::size_t i = 0; i < size_bytes; ++i) {
        content[i] = static_cast<std::byte>(i * 7 + static_cast<std::size_t>(mark));
    }
    return content;
}

TEST(Communicator, EveryRankIsThereOnce) {
    auto const ranks = world().gather(bytes_of(1, world().rank()));
    if (world().rank() != 0) {
        EXPECT_TRUE(ranks.empty());
        return;
    }
    EXPECT_EQ(ranks.size(), static_cast<std::size_t>(world().size()));
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        EXPECT_EQ(ranks[i], bytes_of(1, static_cast<int>(i)));
    }
}

TEST(AllOrNone, ReturnsEachRanksValueWhereNoneFails) {
    EXPECT_EQ(world().all_or_none([] { return std::to_string(world().rank()); }),
              std::to_string(world().rank()));
    EXPECT_FALSE(caught_from([] {}));
}

TEST(AllOrNone, OneRanksErrorBecomesEveryones) {
    for (int failing = 0; failing < world().size(); ++failing) {
        auto const caught = caught_from([&] {
            if (world().rank() == failing) throw DataError("NaN in row 7\nsecond line");
        });
        bool const is_remote = world().rank() != failing;
        EXPECT_EQ(caught,
                  (Caught{is_remote, failing, "NaN in row 7\nsecond line", Fault::data, ""}));
    }
}

TEST(AllOrNone, OfSeveralErrorsTheLowestRanksSpeaksAndNoneIsLost) {
    int const lowest = world().size() / 3;
    auto const caught = caught_from([&] {
        if (world().rank() == lowest) throw InputError("lowest");
        if (world().rank() > lowest) throw std::runtime_error(std::to_string(world().rank()));
    });
    std::string const nested = world().rank() > lowest ? std::to_string(world().rank()) : "";
    EXPECT_EQ(caught, (Caught{world().rank() != lowest, lowest, "lowest", Fault::input, nested}));
}

TEST(AllOrNone, KeepsTheClassOfTheErrorEverywhere) {
    int const last = world().size() - 1;
    auto const fault = [&](auto const& error) {
        auto const caught = caught_from([&] {
            if (world().rank() == last) throw error;
        });
        return caught ? std::optional(caught->fault) : std::nullopt;
    };
    EXPECT_EQ(fault(InputError("x")), Fault::input);
    EXPECT_EQ(fault(DataError("x")), Fault::data);
    EXPECT_EQ(fault(IoError("read", "x.h5", 2)), Fault::other);
    EXPECT_EQ(fault(RemoteError(0, "x", Fault::data)), Fault::data);
}

TEST(AllOrNone, CarriesEmptyAndLongMessages) {
    int const last = world().size() - 1;
    for (std::size_t const length : {std::size_t{0}, std::size_t{300'000}}) {
        auto const caught = caught_from([&] {
            if (world().rank() == last) throw std::runtime_error(std::string(length, 'x'));
        });
        EXPECT_TRUE(caught && caught->message == std::string(length, 'x'));
    }
}

TEST(AllOrNone, KnowsAnErrorThatIsNoException) {
    std::string message;
    try {
        world().all_or_none([] {
            if (world().rank() == 0) throw 42;
        });
    } catch (RemoteError const& error) {
        message = error.message();
    } catch (int number) {
        message = "own " + std::to_string(number);
    }
    EXPECT_EQ(message, world().rank() == 0 ? "own 42" : "unknown error");
}

TEST(AllOrNone, LeavesTheRanksInStep) {
    for (int round = 0; round < 100; ++round) {
        auto const caught = caught_from([&] {
            if (round % world().size() == world().rank()) throw InputError(std::to_string(round));
        });
        EXPECT_TRUE(caught && caught->message == std::to_string(round));
    }
}

TEST(Communicator, BroadcastsContentsOfAnySizeFromAnyRoot) {
    Communicator const in_parts(session(), 1000);
    for (int root = 0; root < world().size(); ++root) {
        for (std::size_t const size : {0U, 1U, 999U, 1000U, 1001U, 123'456U}) {
            bool const is_root = world().rank() == root;
            auto const content = bytes_of(size, root);
            auto const wrong = bytes_of(17, 99);
            EXPECT_EQ(world().broadcast(is_root ? content : wrong, root), content);
            EXPECT_EQ(in_parts.broadcast(is_root ? content : wrong, root), content);
        }
    }
}

TEST(Communicator, GathersContentsOfAnySizeInRankOrder) {
    Communicator const in_parts(session(), 1000);
    auto const size_of = [](int rank) { return static_cast<std::size_t>(rank * 1500); };
    for (Communicator const* ranks : {&world(), &in_parts}) {
        auto const contents = ranks->gather(bytes_of(size_of(world().rank()), world().rank()));
        EXPECT_EQ(contents.size(),
                  world().rank() == 0 ? static_cast<std::size_t>(world().size()) : 0);
        for (std::size_t i = 0; i < contents.size(); ++i) {
            EXPECT_EQ(contents[i], bytes_of(size_of(static_cast<int>(i)), static_cast<int>(i)));
        }
    }
}

TEST(Communicator, MaximumIsOverAllRanks) {
    EXPECT_EQ(world().maximum(world().rank()), world().size() - 1);
    EXPECT_EQ(world().maximum(-world().rank()), 0);
    EXPECT_EQ(world().maximum(INT64_MIN), INT64_MIN);
}

TEST(Communicator, ABarrierOpensWhenTheLastRankHasCome) {
    using Clock = std::chrono::steady_clock;  // one clock for all processes of a host
    for (int late = 0; late < world().size(); ++late) {
        if (world().rank() == late) std::this_thread::sleep_for(std::chrono::milliseconds(30));
        auto const came_ns = Clock::now().time_since_epoch().count();
        world().barrier();
        auto const left_ns = Clock::now().time_since_epoch().count();
        EXPECT_GE(left_ns, world().maximum(came_ns));
    }
}

TEST(Communicator, RefusesAChunkThatMpiCannotCount) {
    EXPECT_THROW(Communicator(session(), 0), InputError);
    EXPECT_THROW(Communicator(session(), std::size_t{1} << 31), InputError);
}

}  // namespace
}  // namespace balmer::parallel::test
