/// \file
/// The names in an event file: format, version and groups.
#pragma once

#include <cstdint>

namespace balmer::formats {

inline constexpr char const* event_format = "balmer-events";
inline constexpr std::int64_t event_format_version = 1;
inline constexpr char const* features_group = "/features";
inline constexpr char const* targets_group = "/targets";
inline constexpr char const* weights_group = "/weights";
inline constexpr char const* latent_group = "/latent";

}  // namespace balmer::formats
