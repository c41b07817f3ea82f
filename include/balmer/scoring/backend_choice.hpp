/// \file
/// The backend that a user asks for by name.
#pragma once

#include "balmer/eval/evaluator.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace balmer::scoring {

/// The environment variable with the default of --backend.
inline constexpr char const* backend_variable = "BALMER_BACKEND";

/// The names that --backend accepts, "auto" first.
std::vector<std::string> backend_names();

/// The backend of this name. Throws InputError if the name is unknown or the backend does not work
/// on this machine.
eval::Backend choose_backend(std::string_view name);

/// "avx512, interpreter, reference": the backends that work on this machine, the fastest first.
std::string available_backends_text();

}  // namespace balmer::scoring
