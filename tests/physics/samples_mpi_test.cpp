#include "balmer/base/error.hpp"
#include "balmer/parallel/error.hpp"
#include "balmer/physics/event_block.hpp"
#include "balmer/physics/isr/sample.hpp"
#include "balmer/physics/mt2/sample.hpp"
#include "balmer/physics/toy/sample.hpp"
#include "balmer/physics/wbf/sample.hpp"
#include "balmer/physics/zh/sample.hpp"

#include "parallel/mpi_main.hpp"
#include "physics/numbers.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

using parallel::test::world;

TEST(CollectEvents, RanksDoNotMatter) {
    auto const together = collect_events<Number>(world(), 23, numbers, {});
    if (world().rank() > 0) {
        EXPECT_TRUE(together.events.empty());
        return;
    }
    auto const alone = collect_events<Number>({}, 23, numbers, {});
    EXPECT_EQ(together.events, alone.events);
    EXPECT_EQ(together.tally.lost_count, alone.tally.lost_count);
    EXPECT_EQ(together.tally.trials.sum, alone.tally.trials.sum);
}

/// All columns, one after the other.
std::vector<double> values_of(formats::EventFile const& file) {
    std::vector<double> values;
    for (auto const* columns : {&file.features, &file.targets, &file.weights, &file.latent}) {
        for (auto const& column : *columns) {
            values.insert(values.end(), column.values.begin(), column.values.end());
        }
    }
    return values;
}

/// Expects that all ranks together make the same sample as one process.
template <class Generate>
void expect_same_as_alone(Generate const& generate) {
    auto const together = generate(world());
    auto const file = to_event_file(together);
    if (world().rank() > 0) {
        EXPECT_TRUE(values_of(file).empty());
        return;
    }
    auto const expected = to_event_file(generate(parallel::Communicator()));
    EXPECT_FALSE(values_of(expected).empty());
    // Not EXPECT_EQ, which would print all values.
    EXPECT_TRUE(values_of(file) == values_of(expected));
    EXPECT_EQ(file.parameters, expected.parameters);
}

TEST(ZhSample, RanksDoNotMatter) {
    zh::Settings settings{.theta = 0, .event_count = 30000, .seed = 95};
    settings.flavours = zh::Flavours::ud;
    settings.detector = DetectorSettings{};
    expect_same_as_alone([&](auto const& ranks) { return zh::generate(settings, ranks); });
}

TEST(WbfSample, RanksDoNotMatter) {
    wbf::Settings settings{.theta = 0.5, .event_count = 9000, .seed = 28};
    settings.detector = DetectorSettings{};
    expect_same_as_alone([&](auto const& ranks) { return wbf::generate(settings, ranks); });
}

TEST(Mt2Sample, RanksDoNotMatter) {
    mt2::Settings const settings{.which = mt2::Case::eq11, .event_count = 20000, .seed = 3};
    expect_same_as_alone([&](auto const& ranks) { return mt2::generate(settings, ranks); });
}

TEST(ToySample, RanksDoNotMatter) {
    // Five blocks and a part of one, and more draws than events.
    toy::Settings const settings{.expression = "sqrt(x)*y",
                                 .ranges = {{"x", -1, 9}, {"y", 1, 10, toy::Spread::logarithmic}},
                                 .event_count = 20000,
                                 .seed = 4,
                                 .noise = 0.1,
                                 .idle_count = 1,
                                 .not_finite = toy::NotFinite::skip};
    expect_same_as_alone([&](auto const& ranks) { return toy::generate(settings, ranks); });
}

TEST(IsrSample, RanksDoNotMatter) {
    // Three blocks, the last one incomplete: less than one for each of four ranks.
    isr::Settings settings{.event_count = 2 * (1u << 20) + 12345, .seed = 6};
    for (auto const method : {isr::Method::events, isr::Method::exact}) {
        settings.method = method;
        expect_same_as_alone([&](auto const& ranks) { return isr::generate(settings, ranks); });
    }
}

TEST(IsrSample, AnEmptyHistogramIsAnErrorOfRankZeroAlone) {
    // One event, which the wide window puts outside of the histogram.
    isr::Settings const settings{.event_count = 1, .window = isr::Interval{1e-300, 1}};
    std::string message, remote;
    try {
        isr::generate(settings, world());
    } catch (parallel::RemoteError const& error) {
        remote = error.message();
    } catch (InputError const& error) {
        message = error.what();
    }
    EXPECT_NE((world().rank() == 0 ? message : remote).find("no event"), std::string::npos);
}

TEST(CollectEvents, TheErrorOfOneRankIsThrownOnAll) {
    auto const fails = [](std::uint32_t block) -> EventBlock<Number> {
        if (block == 3) throw DataError("block 3");
        return numbers(block);
    };
    bool const is_own = 3 % world().size() == world().rank();
    if (is_own) {
        EXPECT_THROW(collect_events<Number>(world(), 23, fails, {}), DataError);
    } else {
        EXPECT_THROW(collect_events<Number>(world(), 23, fails, {}), parallel::RemoteError);
    }
}

}  // namespace
}  // namespace balmer::physics
