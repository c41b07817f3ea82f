/// \file
/// Completions for bash of all commands, options and their values.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace balmer::app {

/// A script that defines and registers the completion function `_balmer`; bash 4.4 runs it, with or
/// without the package bash-completion. A value is completed as a file, a folder or one of several
/// words, according to the type name of its option: FILE, PATH; DIRECTORY; a|b or {a,b}.
std::string bash_completion(CLI::App& app);

}  // namespace balmer::app
