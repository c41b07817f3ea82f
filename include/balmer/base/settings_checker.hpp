/// \file
/// Checks settings against their rules and collects every violation with its key.
#pragma once

#include "balmer/base/keyed_problem.hpp"

#include <cmath>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace balmer {

/// A value as shown in messages: numbers in the shortest form that reads back equal, text
/// unchanged.
class SettingText {
public:
    SettingText(double value);
    SettingText(std::string_view value) : text_(value) {}
    SettingText(std::string const& value) : text_(value) {}
    SettingText(char const* value) : text_(value) {}
    SettingText(bool value) : text_(value ? "true" : "false") {}
    template <std::integral Integer>
    SettingText(Integer value) : text_(std::to_string(value)) {}

    std::string const& text() const { return text_; }

private:
    std::string text_;
};

/// Collects "key = value (must be RULE)" for each value that violates its rule. NaN violates all.
class SettingsChecker {
public:
    /// With the section "search", the key "seed" is reported as "search.seed".
    explicit SettingsChecker(std::string_view section = {});

    /// `rule` completes "must be …".
    void require(bool holds, std::string_view key, SettingText const& value, std::string_view rule);

    template <class Number>
    void at_least(std::string_view key, Number value, std::type_identity_t<Number> least) {
        require(value >= least, key, value, SettingText(least).text() + " or more");
    }
    template <class Number>
    void above(std::string_view key, Number value, std::type_identity_t<Number> bound) {
        require(value > bound, key, value, "above " + SettingText(bound).text());
    }
    /// Both ends are allowed.
    template <class Number>
    void between(std::string_view key, Number value, std::type_identity_t<Number> low,
                 std::type_identity_t<Number> high) {
        require(value >= low && value <= high, key, value,
                "between " + SettingText(low).text() + " and " + SettingText(high).text());
    }
    /// Neither end is allowed.
    template <class Number>
    void inside(std::string_view key, Number value, std::type_identity_t<Number> low,
                std::type_identity_t<Number> high) {
        require(value > low && value < high, key, value,
                "above " + SettingText(low).text() + " and below " + SettingText(high).text());
    }
    void probability(std::string_view key, double value) { between(key, value, 0, 1); }
    void finite(std::string_view key, double value) {
        require(std::isfinite(value), key, value, "a finite number");
    }
    void whole(std::string_view key, double value) {
        require(std::isfinite(value) && value == std::floor(value), key, value, "a whole number");
    }

    /// In the order in which the rules were checked.
    std::vector<KeyedProblem> problems() && { return std::move(problems_); }

private:
    std::string prefix_;
    std::vector<KeyedProblem> problems_;
};

}  // namespace balmer
