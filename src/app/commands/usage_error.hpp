/// \file
/// Error messages for mistakes on the command line.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace balmer::app {

/// One line: what is wrong with the arguments, the rule, and similar names of commands and options.
std::string describe_usage_error(CLI::App& app, CLI::ParseError const& error);

}  // namespace balmer::app
