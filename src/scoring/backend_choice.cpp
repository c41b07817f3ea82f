#include "balmer/scoring/backend_choice.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/near_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::scoring {
namespace {

constexpr std::string_view short_automatic = "auto";

eval::Backend backend_named(std::string_view name) {
    if (name == short_automatic) return eval::Backend::automatic;
    if (auto const backend = eval::find_backend(name)) return *backend;
    auto const names = backend_names();
    throw InputError(fmt::format("no backend '{}' (--backend and {} accept {}).{}", name,
                                 backend_variable, fmt::join(names, ", "),
                                 suggestion(std::string(name), names)));
}

}  // namespace

std::vector<std::string> backend_names() {
    std::vector<std::string> names(eval::backend_names.begin(), eval::backend_names.end());
    names.front() = short_automatic;
    return names;
}

eval::Backend choose_backend(std::string_view name) {
    auto const backend = backend_named(name);
    auto const reason = eval::why_unavailable(backend);
    BALMER_VALIDATE(reason.empty(),
                    fmt::format("backend '{}' cannot be used here: {} (available: {}). Use auto, "
                                "or leave --backend and {} out",
                                name, reason, available_backends_text(), backend_variable));
    return backend;
}

std::string available_backends_text() {
    std::vector<std::string_view> names;
    for (auto const backend : eval::available_backends()) names.push_back(eval::name(backend));
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace balmer::scoring
