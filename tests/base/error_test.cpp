#include "balmer/base/error.hpp"

#include <cerrno>

#include <gtest/gtest.h>

namespace balmer {
namespace {

TEST(ProblemList, ThrowsEverythingAtOnce) {
    ProblemList problems;
    EXPECT_NO_THROW(problems.throw_if_any());
    problems.add("first");
    problems.add("second");
    try {
        problems.throw_if_any<DataError>();
        FAIL() << "nothing was thrown";
    } catch (DataError const& error) {
        EXPECT_EQ(error.problems().size(), 2u);
        EXPECT_STREQ(error.what(), "first\nsecond");
    }
}

TEST(IoError, NamesPathAndReason) {
    IoError const error("open", "events.h5", ENOENT);
    EXPECT_STREQ(error.what(), "cannot open 'events.h5': No such file or directory");
}

TEST(Contracts, AreCheckedExactlyWhereTheBuildAsksForThem) {
#ifdef BALMER_DEBUG_CHECKS
    EXPECT_THROW(BALMER_EXPECT(1 == 2), ContractError);
#else
    EXPECT_NO_THROW(BALMER_EXPECT(1 == 2));
#endif
}

}  // namespace
}  // namespace balmer
