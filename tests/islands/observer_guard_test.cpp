#include "islands/observer_guard.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

class MoodyObserver final : public RunObserver {
public:
    void on_hall_of_fame(evolve::HallOfFame const&, RunStatus const&) override {
        ++hall_of_fame_calls;
        if (fails) throw std::runtime_error("no space left on device");
    }
    void on_status(RunStatus const&) override { ++status_calls; }
    void on_checkpoint(checkpoint::SaveReport const&, evolve::HallOfFame const&,
                       RunStatus const&) override {}
    void on_warning(std::string const& message) override {
        warnings.push_back(message);
        throw std::runtime_error("the log is full too");
    }

    bool fails = false;
    int hall_of_fame_calls = 0;
    int status_calls = 0;
    std::vector<std::string> warnings;
};

RunSettings eager() {
    RunSettings settings;
    settings.report_seconds = 0;
    return settings;
}

RunStatus no_status() { return {}; }

TEST(ObserverGuard, TellsEachRevisionOnce) {
    MoodyObserver observer;
    ObserverGuard guard(&observer, eager());
    evolve::HallOfFame const hall(3);
    guard.tell(hall, 0, no_status);
    EXPECT_EQ(observer.hall_of_fame_calls, 0);
    EXPECT_EQ(observer.status_calls, 1);
    guard.tell(hall, 1, no_status);
    guard.tell(hall, 1, no_status);
    EXPECT_EQ(observer.hall_of_fame_calls, 1);
    EXPECT_EQ(observer.status_calls, 1);
}

TEST(ObserverGuard, AFailureIsCountedToldAndTriedAgain) {
    MoodyObserver observer;
    observer.fails = true;
    ObserverGuard guard(&observer, eager());
    evolve::HallOfFame const hall(3);
    EXPECT_NO_THROW(guard.tell(hall, 1, no_status));
    EXPECT_NO_THROW(guard.tell(hall, 1, no_status));
    EXPECT_EQ(observer.hall_of_fame_calls, 1) << "tried again at once";
    ASSERT_EQ(observer.warnings.size(), 1U);
    EXPECT_EQ(observer.warnings[0],
              "the hall of fame could not be written or shown (no space left on device); it will "
              "be tried again");
    EXPECT_EQ(guard.failure_count(), 2U) << "the call, and the warning";
    observer.fails = false;
    guard.tell_finally(hall, 1, {});
    EXPECT_EQ(observer.hall_of_fame_calls, 2);
    guard.tell_finally(hall, 1, {});
    EXPECT_EQ(observer.hall_of_fame_calls, 2) << "told already";
}

TEST(ObserverGuard, NobodyIsToldNothing) {
    ObserverGuard guard(nullptr, eager());
    EXPECT_NO_THROW(guard.tell(evolve::HallOfFame(3), 1, no_status));
    EXPECT_NO_THROW(guard.warn("x"));
}

}  // namespace
}  // namespace balmer::islands
