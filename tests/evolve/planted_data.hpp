/// \file
/// Small data generated from a known formula.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/data/table.hpp"

#include <cstddef>

namespace balmer::evolve {

/// Two features, uniform in [-2, 2], and target(x0, x1).
template <class Target>
data::Table<double> planted_table(std::size_t row_count, Target target) {
    RandomStream stream(5, 0, 0, Purpose::test);
    AlignedVector<double> x0, x1, t;
    for (std::size_t i = 0; i < row_count; ++i) {
        x0.push_back(stream.uniform(-2, 2));
        x1.push_back(stream.uniform(-2, 2));
        t.push_back(target(x0.back(), x1.back()));
    }
    return {{x0, x1}, t, {}};
}

}  // namespace balmer::evolve
