/// \file
/// The option --backend, for which the environment variable BALMER_BACKEND may stand.
#pragma once

#include "balmer/eval/evaluator.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace balmer::app {

/// The name as given; "auto" where it is not. `name` must outlive the parse.
void add_backend_option(CLI::App& command, std::string& name);

/// The same, given several times or with commas.
void add_backend_option(CLI::App& command, std::vector<std::string>& names,
                        std::string const& description);

/// The backend of that name ("auto" is short for "automatic"). Throws InputError where no backend
/// has the name, or this process cannot use it: why not, and which ones it can.
eval::Backend choose_backend(std::string_view name);

}  // namespace balmer::app
