/// \file
/// How far a generator is.
#pragma once

#include <functional>

namespace balmer::physics {

/// Called now and then on rank 0 with the fraction of the sample made so far, in [0, 1].
using Progress = std::function<void(double fraction)>;

}  // namespace balmer::physics
