#include "usage_error.hpp"

#include "balmer/base/near_names.hpp"

#include <algorithm>
#include <vector>

#include <CLI/CLI.hpp>

namespace balmer::app {
namespace {

/// The subcommand chosen last by the arguments.
CLI::App& chosen(CLI::App& app) {
    auto* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return *command;
}

/// "balmer generate wbf".
std::string full_name(CLI::App const& command) {
    auto const* parent = command.get_parent();
    return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

std::vector<std::string> command_names(CLI::App& command) {
    std::vector<std::string> names;
    for (auto const* child : command.get_subcommands({})) names.push_back(child->get_name());
    return names;
}

std::vector<std::string> option_names(CLI::App& command) {
    std::vector<std::string> names;
    for (auto const* option : command.get_options()) {
        for (auto const& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

/// The arguments that were not understood, in their order.
std::vector<std::string> leftovers(CLI::App& app) {
    std::vector<std::string> words;
    for (auto* command = &app;;) {
        auto const rest = command->remaining();
        words.insert(words.end(), rest.begin(), rest.end());
        auto const children = command->get_subcommands();
        if (children.empty()) return words;
        command = children.front();
    }
}

std::string see_help(CLI::App const& command) { return " See " + full_name(command) + " --help"; }

std::string describe_missing_command(CLI::App& command, std::vector<std::string> const& words) {
    auto const names = command_names(command);
    auto const rule = " (" + full_name(command) + " has " + quoted_list(names) + ").";
    if (words.empty()) return "no command given" + rule + see_help(command);
    auto const is_option = words.front().starts_with("-");
    auto const hint = suggestion(words.front(), names);
    return std::string(is_option ? "unknown option '" : "unknown command '") + words.front() + "'" +
           rule + (hint.empty() ? see_help(command) : hint);
}

std::string describe_leftover(CLI::App& command, std::string const& word) {
    if (!word.starts_with("-")) {
        return "'" + word + "' is one argument too many for " + full_name(command) +
               " (arguments with spaces need quotes)." + see_help(command);
    }
    auto const hint = suggestion(word.substr(0, word.find('=')), option_names(command));
    return "unknown option '" + word + "' of " + full_name(command) + "." +
           (hint.empty() ? see_help(command) : hint);
}

}  // namespace

std::string describe_usage_error(CLI::App& app, CLI::ParseError const& error) {
    auto& command = chosen(app);
    auto const words = leftovers(app);
    bool const needs_command = !command.get_subcommands({}).empty();
    if (needs_command) return describe_missing_command(command, words);
    // A mistyped option may be the reason why another one is missing.
    auto const unknown = std::find_if(words.begin(), words.end(),
                                      [](auto const& word) { return word.starts_with("--"); });
    if (unknown != words.end()) return describe_leftover(command, *unknown);
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) && !words.empty()) {
        return describe_leftover(command, words.front());
    }
    return std::string(error.what()) + "." + see_help(command);
}

}  // namespace balmer::app
