/// \file
/// The option --backend, whose default is the environment variable BALMER_BACKEND.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace balmer::app {

/// Stores the name, or "auto" if none is given. `name` must outlive the parse.
void add_backend_option(CLI::App& command, std::string& name);

/// The same for several names, given repeatedly or separated by commas.
void add_backend_option(CLI::App& command, std::vector<std::string>& names,
                        std::string const& description);

}  // namespace balmer::app
