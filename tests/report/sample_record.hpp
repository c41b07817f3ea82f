/// \file
/// A small hall of fame for tests.
#pragma once

#include "balmer/expr/parse.hpp"
#include "balmer/report/record.hpp"

#include <limits>
#include <string>
#include <vector>

namespace balmer::report {

inline evolve::HallOfFameEntry entry_of(std::string const& formula, double mse,
                                        std::vector<std::string> const& names) {
    evolve::HallOfFameEntry entry;
    entry.tree = expr::parse(formula, names).tree;
    entry.complexity = static_cast<int>(entry.tree.size());
    entry.mse = mse;
    entry.relative_gradient = 1.5e-11;
    entry.at_optimum = true;
    entry.standard_errors.assign(entry.tree.constants.size(), 0.1);
    return entry;
}

inline Record sample_record() {
    Record record;
    record.features = {{"x_p1", "", "scaled momentum"}, {"delta phi", "rad", ""}};
    record.target = {"score", "TeV^2", "optimal \"observable\""};
    record.provenance = {.version = "0.1.0",
                         .commit = "abc",
                         .data_file = "events.h5",
                         .content_hash = 0xfedcba9876543210u,
                         .seed = 18446744073709551615u,
                         .row_count = 500000};
    auto const names = record.feature_names();
    record.front = {entry_of("0.1", 0.3, names), entry_of("x_p1 * 0.30000000000000004", 0.1, names),
                    entry_of("(0.7 - x_p1) / sin(`delta phi`) + 1e-300", 1.0 / 3e7, names)};
    record.front[2].standard_errors = {0.5, std::numeric_limits<double>::infinity()};
    record.front[2].at_optimum = false;
    return record;
}

}  // namespace balmer::report
