/// \file
/// Random and fixed checkpoints for tests.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/checkpoint/checkpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace balmer::checkpoint {

struct SampleShape {
    std::size_t feature_count = 3;
    std::size_t entry_count = 5;
    std::size_t island_count = 2;
    std::size_t archive_bytes = 200;
};

class Sampler {
public:
    explicit Sampler(std::uint64_t seed) : stream_(seed, 0, 0, Purpose::test) {}

    Checkpoint checkpoint(SampleShape const& shape) {
        Checkpoint sample;
        sample.header = header(shape.feature_count);
        sample.counters = {{"evaluations", any_integer()},
                           {"elapsed_s", stream_.uniform(0, 1e6)},
                           {"islands", std::uint64_t{shape.island_count}}};
        for (std::size_t i = 0; i < shape.entry_count; ++i) {
            sample.hall_of_fame.push_back(entry(shape.feature_count));
        }
        sample.coordinator = bytes(shape.archive_bytes);
        std::uint32_t island = 0;
        for (std::size_t i = 0; i < shape.island_count; ++i) {
            island += 1 + stream_.below(3);
            sample.islands.push_back({island, stream_(), bytes(shape.archive_bytes)});
        }
        return sample;
    }

    SampleShape shape() {
        return {.feature_count = 1 + stream_.below(8),
                .entry_count = stream_.below(30),
                .island_count = stream_.below(12),
                .archive_bytes = stream_.below(3000)};
    }

    Bytes bytes(std::size_t count) {
        Bytes values(count);
        for (auto& value : values) value = std::byte(stream_() & 0xff);
        return values;
    }

private:
    std::uint64_t any_integer() { return std::uint64_t{stream_()} << 32 | stream_(); }

    std::string any_text() {
        static constexpr char const* texts[] = {
            "", "GeV", "x`1 + y", "größer \"als\"", "two\nlines\t= 1", "/a path/with 'quotes'.h5"};
        return texts[stream_.below(6)];
    }

    Header header(std::size_t feature_count) {
        Header made{.version = "0.1.0",
                    .commit = "0123456789ab-dirty",
                    .job = "[search]\niterations = 3 # é\n" + any_text(),
                    .seed = any_integer(),
                    .data_file = any_text(),
                    .content_hash = any_integer(),
                    .row_count = any_integer(),
                    .target = {"y", any_text(), any_text()},
                    .life = 1 + stream_.below(100)};
        for (std::size_t i = 0; i < feature_count; ++i) {
            made.features.push_back({"x" + std::to_string(i) + any_text(), any_text(), any_text()});
        }
        return made;
    }

    double any_number() {
        double const edges[] = {0.0, -0.0, 1e-320, 1e308, 0.1, -1.0 / 3};
        return stream_.bernoulli(0.3) ? edges[stream_.below(6)] : stream_.normal();
    }

    void grow(expr::Tree& tree, std::size_t feature_count, int depth) {
        if (depth == 0 || stream_.bernoulli(0.3)) {
            bool const is_constant = stream_.bernoulli(0.5);
            auto const index = stream_.below(static_cast<std::uint32_t>(feature_count));
            auto const leaf = is_constant ? expr::constant_tree(any_number())
                                          : expr::variable_tree(static_cast<std::uint16_t>(index));
            expr::insert(tree, tree.size(), leaf);
            return;
        }
        auto const op = static_cast<expr::Opcode>(2 + stream_.below(expr::opcode_count - 2));
        for (int i = 0; i < expr::opcode_table[static_cast<std::size_t>(op)].arity; ++i) {
            grow(tree, feature_count, depth - 1);
        }
        tree.nodes.push_back({op, 0});
    }

    evolve::HallOfFameEntry entry(std::size_t feature_count) {
        constexpr auto unknown = std::numeric_limits<double>::quiet_NaN();
        evolve::HallOfFameEntry made;
        grow(made.tree, feature_count, 4);
        made.complexity = static_cast<int>(made.tree.size());
        made.mse = stream_.uniform();
        made.relative_gradient = stream_.uniform();
        made.at_optimum = stream_.bernoulli(0.5);
        for (std::size_t i = 0; i < made.tree.constants.size(); ++i) {
            made.standard_errors.push_back(stream_.bernoulli(0.3) ? unknown : stream_.uniform());
        }
        return made;
    }

    RandomStream stream_;
};

inline Checkpoint sample(std::uint64_t seed, SampleShape const& shape = {}) {
    return Sampler(seed).checkpoint(shape);
}

}  // namespace balmer::checkpoint
