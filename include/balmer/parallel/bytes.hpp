/// \file
/// The content of a message between ranks.
#pragma once

#include <cstddef>
#include <vector>

namespace balmer::parallel {

using Bytes = std::vector<std::byte>;

}  // namespace balmer::parallel
