/// \file
/// A mistake with the job key that it concerns.
#pragma once

#include <string>

namespace balmer {

struct KeyedProblem {
    /// "search.seed", "data.features[2]", "data.derived.s_phi".
    std::string key;
    std::string text;

    bool operator==(KeyedProblem const&) const = default;
};

}  // namespace balmer
