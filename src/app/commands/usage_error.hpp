/// \file
/// Mistakes on the command line, in a sentence.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace balmer::app {

/// One line: what is wrong with the arguments that `app` could not parse, the rule, near names of
/// commands and options.
std::string describe_usage_error(CLI::App& app, CLI::ParseError const& error);

}  // namespace balmer::app
