#include "balmer/parallel/packing.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::parallel {
namespace {

enum class Colour : std::uint8_t { red, blue };

struct Point {
    double x = 0;
    std::vector<std::string> names;

    bool operator==(Point const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& x& names;
    }
};

template <class Value>
void expect_round_trip(Value const& value) {
    EXPECT_EQ(unpack<Value>(pack(value)), value);
}

TEST(Packing, EveryKindOfValueComesBack) {
    expect_round_trip(true);
    expect_round_trip(-7);
    expect_round_trip(std::numeric_limits<std::size_t>::max());
    expect_round_trip(std::numeric_limits<double>::infinity());
    expect_round_trip(Colour::blue);
    expect_round_trip(std::string("a\0b\n", 4));
    expect_round_trip(std::vector<double>{1, -0.5});
    expect_round_trip(std::vector<bool>{true, false, true});
    expect_round_trip(std::vector<std::string>{"", "x"});
    expect_round_trip(std::vector<Point>{{1, {"a"}}, {2, {}}});
    expect_round_trip(std::optional<Point>());
    expect_round_trip(std::optional<Point>({3, {"b", "c"}}));
    expect_round_trip(std::pair(1, std::string("p")));
    expect_round_trip(std::tuple(Colour::red, 2.5, std::vector<int>{1, 2}));
}

TEST(Packing, BytesThatEndEarlyAreRefused) {
    auto bytes = pack(std::vector<Point>{{1, {"a", "bc"}}, {2, {"d"}}});
    while (!bytes.empty()) {
        bytes.pop_back();
        EXPECT_THROW(unpack<std::vector<Point>>(bytes), UnpackError) << bytes.size();
    }
}

TEST(Packing, BytesThatAreLeftOverAreRefused) {
    auto bytes = pack(std::string("text"));
    bytes.push_back(std::byte{0});
    EXPECT_THROW(unpack<std::string>(bytes), UnpackError);
}

TEST(Packing, AHugeCountIsRefusedBeforeMemoryIsTaken) {
    auto const bytes = pack(std::numeric_limits<std::uint64_t>::max());
    EXPECT_THROW(unpack<std::vector<double>>(bytes), UnpackError);
    EXPECT_THROW(unpack<std::vector<std::string>>(bytes), UnpackError);
    EXPECT_THROW(unpack<std::string>(bytes), UnpackError);
}

TEST(Packing, AByteThatIsNoBoolIsRefused) {
    Bytes const two(1, std::byte{2});
    EXPECT_THROW(unpack<bool>(two), UnpackError);
    EXPECT_THROW(unpack<std::optional<int>>(two), UnpackError);
    auto flags = pack(std::vector<bool>{true});
    flags.back() = std::byte{2};
    EXPECT_THROW(unpack<std::vector<bool>>(flags), UnpackError);
}

TEST(Packing, NanAndNegativeZeroKeepTheirBits) {
    EXPECT_TRUE(std::isnan(unpack<double>(pack(std::nan("")))));
    EXPECT_TRUE(std::signbit(unpack<double>(pack(-0.0))));
}

TEST(Packing, ADamagedMessageIsAnMpiErrorThatSaysWhatIsWrong) {
    try {
        unpack<double>({});
        FAIL();
    } catch (MpiError const& error) {
        EXPECT_STREQ(error.what(), "reading a message failed: it ends before its content");
    }
}

}  // namespace
}  // namespace balmer::parallel
