#include "completion.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::app {
namespace {

constexpr std::string_view script =
    R"script(# Completions of bash for balmer, printed by: balmer --completion
_balmer_commands=(
{commands})

_balmer() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous='' command='' wanted='' i
    ((COMP_CWORD == 0)) || previous=${{COMP_WORDS[COMP_CWORD - 1]}}
    # bash splits --option=value at the sign.
    if [[ $current == = ]]; then
        current=''
    elif [[ $previous == = ]] && ((COMP_CWORD >= 2)); then
        previous=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case "$command ${{COMP_WORDS[i]}}" in
{paths}) command+=" ${{COMP_WORDS[i]}}" ;;
        esac
    done
    COMPREPLY=()
    case "$command $previous" in
{values}        *)
            if [[ $current == -* ]]; then
                case "$command" in
{options}                esac
            else
                case "$command" in
{arguments}                esac
            fi
            ;;
    esac
    case $wanted in
        FILE) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        DIRECTORY) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        *) mapfile -t COMPREPLY < <(compgen -W "$wanted" -- "$current") ;;
    esac
    if [[ $wanted == FILE || $wanted == DIRECTORY ]]; then
        compopt -o filenames 2>/dev/null || true
    fi
}}
complete -F _balmer balmer
)script";

/// The parts of the script that depend on the commands.
struct Cases {
    std::vector<std::string> commands;
    std::vector<std::string> paths;
    std::string values;
    std::string options;
    std::string arguments;
};

std::string words_of(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == ',' || c == '|'; }, ' ');
    return text;
}

/// What a value of this option is completed as: FILE, DIRECTORY, its choices, or nothing.
std::string wanted_by(CLI::Option const& option) {
    auto const type = option.get_type_name();
    auto const is_upper = [](unsigned char c) { return std::isupper(c) != 0; };
    if (type == "FILE" || type == "PATH") return "FILE";
    if (type == "DIRECTORY") return type;
    auto const open = type.find('{');
    auto const close = type.find('}');
    if (open < close && close != std::string::npos) {
        return words_of(type.substr(open + 1, close - open - 1));
    }
    bool const is_choice =
        type.find('|') != std::string::npos && std::ranges::none_of(type, is_upper);
    return is_choice ? words_of(type) : "";
}

bool is_hidden(CLI::Option const& option) { return option.get_group().empty(); }

/// `path` is " generate wbf" for that command, empty for the program itself.
void add_options(CLI::App& command, std::string const& path, Cases& cases) {
    std::string names;
    std::string positional;
    for (auto const* option : command.get_options()) {
        if (is_hidden(*option)) continue;
        auto const wanted = wanted_by(*option);
        if (option->get_positional()) positional = wanted;
        for (auto const& name : option->get_lnames()) {
            names += fmt::format("{}--{}", names.empty() ? "" : " ", name);
            if (option->get_items_expected_max() == 0) continue;
            cases.values += fmt::format("        '{} --{}') wanted='{}' ;;\n", path, name, wanted);
        }
    }
    cases.options += fmt::format("                    '{}') wanted='{}' ;;\n", path, names);
    if (!positional.empty()) {
        cases.arguments +=
            fmt::format("                    '{}') wanted='{}' ;;\n", path, positional);
    }
}

void add_command(CLI::App& command, std::string const& path, Cases& cases) {
    add_options(command, path, cases);
    std::vector<std::string> names;
    for (auto* const child : command.get_subcommands({})) {
        auto const child_path = path + " " + child->get_name();
        names.push_back(child->get_name());
        cases.commands.push_back(fmt::format("    '{}'\n", child_path.substr(1)));
        cases.paths.push_back(fmt::format("            '{}'", child_path));
        add_command(*child, child_path, cases);
    }
    if (!names.empty()) {
        cases.arguments +=
            fmt::format("                    '{}') wanted='{}' ;;\n", path, fmt::join(names, " "));
    }
}

}  // namespace

std::string bash_completion(CLI::App& app) {
    Cases cases;
    add_command(app, "", cases);
    return fmt::format(script, fmt::arg("commands", fmt::join(cases.commands, "")),
                       fmt::arg("paths", fmt::join(cases.paths, " |\\\n")),
                       fmt::arg("values", cases.values), fmt::arg("options", cases.options),
                       fmt::arg("arguments", cases.arguments));
}

}  // namespace balmer::app
