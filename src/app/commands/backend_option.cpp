#include "backend_option.hpp"

#include "balmer/scoring/backend_choice.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::app {
namespace {

/// The name is looked at by choose_backend(): the parser would read the environment, and refuse
/// what stands there, for every command and for --help.
template <class Value>
CLI::Option* add_option(CLI::App& command, Value& value, std::string const& description) {
    return command.add_option("--backend", value, description)
        ->envname(scoring::backend_variable)
        ->type_name(fmt::format("{}", fmt::join(scoring::backend_names(), "|")));
}

}  // namespace

void add_backend_option(CLI::App& command, std::string& name) {
    add_option(command, name, "what evaluates expressions; auto: the fastest that works here");
}

void add_backend_option(CLI::App& command, std::vector<std::string>& names,
                        std::string const& description) {
    add_option(command, names, description)->delimiter(',')->allow_extra_args(false);
}

}  // namespace balmer::app
