#include "balmer/base/settings_checker.hpp"

#include <fmt/format.h>

namespace balmer {

SettingText::SettingText(double value) : text_(fmt::format("{}", value)) {}

SettingsChecker::SettingsChecker(std::string_view section)
    : prefix_(section.empty() ? "" : fmt::format("{}.", section)) {}

void SettingsChecker::require(bool holds, std::string_view key, SettingText const& value,
                              std::string_view rule) {
    if (holds) return;
    auto const name = fmt::format("{}{}", prefix_, key);
    problems_.push_back({name, fmt::format("{} = {} (must be {})", name, value.text(), rule)});
}

}  // namespace balmer
