/// \file
/// Options that `search` and `job` share.
#pragma once

#include "balmer/search/options.hpp"

namespace CLI {
class App;
}

namespace balmer::app {

/// The job file, --set, --run, --fresh, --live and --backend. `options` must outlive the parse.
void add_job_options(CLI::App& command, search::Options& options);

}  // namespace balmer::app
