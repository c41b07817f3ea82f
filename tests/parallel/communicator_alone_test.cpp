#include "balmer/base/error.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"
#include "balmer/parallel/session.hpp"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::parallel {
namespace {

TEST(CommunicatorAlone, IsRankZeroOfOneWithoutMpi) {
    Communicator const alone;
    EXPECT_EQ(alone.rank(), 0);
    EXPECT_EQ(alone.size(), 1);
    Bytes const content(3, std::byte{7});
    EXPECT_EQ(alone.broadcast(content), content);
    EXPECT_EQ(alone.gather(content), std::vector<Bytes>(1, content));
    EXPECT_EQ(alone.maximum(-4), -4);
    alone.barrier();
    EXPECT_EQ(make_mailbox(alone)->size(), 1);
    EXPECT_FALSE(mpi_is_running());
}

TEST(CommunicatorAlone, PassesOnItsOwnErrorAndValue) {
    Communicator const alone;
    EXPECT_THROW(alone.all_or_none([] { throw DataError("no rows"); }), DataError);
    EXPECT_EQ(alone.all_or_none([] { return 42; }), 42);
}

TEST(Fault, IsReadFromTheErrorsClass) {
    EXPECT_EQ(fault_of(InputError("x")), Fault::input);
    EXPECT_EQ(fault_of(DataError("x")), Fault::data);
    EXPECT_EQ(fault_of(std::runtime_error("x")), Fault::other);
    EXPECT_EQ(fault_of(RemoteError(3, "x", Fault::data)), Fault::data);
}

}  // namespace
}  // namespace balmer::parallel
