#include "backend_option.hpp"

#include "balmer/scoring/backend_choice.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::app {
namespace {

/// choose_backend() checks the name. The parser would check the environment variable for every
/// command and for --help.
template <class Value>
CLI::Option* add_option(CLI::App& command, Value& value, std::string const& description) {
    return command.add_option("--backend", value, description)
        ->envname(scoring::backend_variable)
        ->type_name(fmt::format("{}", fmt::join(scoring::backend_names(), "|")));
}

}  // namespace

void add_backend_option(CLI::App& command, std::string& name) {
    add_option(command, name,
               "how expressions are evaluated; auto: the fastest backend that works here");
}

void add_backend_option(CLI::App& command, std::vector<std::string>& names,
                        std::string const& description) {
    add_option(command, names, description)->delimiter(',')->allow_extra_args(false);
}

}  // namespace balmer::app
