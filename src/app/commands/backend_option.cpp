#include "backend_option.hpp"

#include "balmer/app/evaluator_names.hpp"
#include "balmer/base/error.hpp"
#include "balmer/base/near_names.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::app {
namespace {

constexpr char const* variable = "BALMER_BACKEND";
constexpr std::string_view short_automatic = "auto";

/// As the option takes them, `auto` first.
std::vector<std::string> option_names() {
    std::vector<std::string> names(eval::backend_names.begin(), eval::backend_names.end());
    names.front() = short_automatic;
    return names;
}

/// The name is looked at by choose_backend(): the parser would read the environment, and refuse
/// what stands there, for every command and for --help.
template <class Value>
CLI::Option* add_option(CLI::App& command, Value& value, std::string const& description) {
    return command.add_option("--backend", value, description)
        ->envname(variable)
        ->type_name(fmt::format("{}", fmt::join(option_names(), "|")));
}

eval::Backend backend_named(std::string_view name) {
    if (name == short_automatic) return eval::Backend::automatic;
    if (auto const backend = eval::find_backend(name)) return *backend;
    auto const names = option_names();
    throw InputError(fmt::format("no backend '{}' (--backend and {} take {}).{}", name, variable,
                                 fmt::join(names, ", "), suggestion(std::string(name), names)));
}

}  // namespace

void add_backend_option(CLI::App& command, std::string& name) {
    add_option(command, name, "what evaluates expressions; auto: the fastest that works here");
}

void add_backend_option(CLI::App& command, std::vector<std::string>& names,
                        std::string const& description) {
    add_option(command, names, description)->delimiter(',')->allow_extra_args(false);
}

eval::Backend choose_backend(std::string_view name) {
    auto const backend = backend_named(name);
    auto const reason = eval::why_unavailable(backend);
    BALMER_VALIDATE(reason.empty(), fmt::format("backend '{}' cannot be used here: {} (available: "
                                                "{}). Take auto, or leave --backend and {} out",
                                                name, reason, available_backends_text(), variable));
    return backend;
}

}  // namespace balmer::app
