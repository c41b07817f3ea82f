/// \file
/// The option --backend, for which the environment variable BALMER_BACKEND may stand.
#pragma once

#include <string>
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

}  // namespace balmer::app
