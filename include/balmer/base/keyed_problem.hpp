/// \file
/// A mistake together with the key of the job file that it is about.
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
