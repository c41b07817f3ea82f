#include "values.hpp"

#include "balmer/base/near_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace balmer::job {
namespace {

constexpr std::array<std::pair<std::string_view, evolve::AcceptanceRule>, 3> rules = {{
    {"absolute", evolve::AcceptanceRule::absolute},
    {"relative", evolve::AcceptanceRule::relative},
    {"none", evolve::AcceptanceRule::none},
}};

constexpr std::array<std::pair<std::string_view, evolve::Sampling>, 2> samplings = {{
    {"importance", evolve::Sampling::importance},
    {"uniform", evolve::Sampling::uniform},
}};

/// Returns true if an override is a whole number that is too large for TOML.
bool is_beyond_toml(std::string_view text) {
    bool const is_signed = text.starts_with('-') || text.starts_with('+');
    auto const digits = text.substr(is_signed ? 1 : 0);
    auto const* begin = digits.data();
    std::int64_t number = 0;
    auto const [end, failure] = std::from_chars(begin, begin + digits.size(), number);
    return failure == std::errc::result_out_of_range && end == begin + digits.size() &&
           !digits.starts_with('-');
}

template <class Integer>
Complaints read_whole_number(Value const& value, Integer& result) {
    using Limits = std::numeric_limits<Integer>;
    auto const out_of_range = [](auto const& given) {
        // TOML's integers end at 2^63 - 1.
        auto const most = std::min<std::uint64_t>(static_cast<std::uint64_t>(Limits::max()),
                                                  std::numeric_limits<std::int64_t>::max());
        return Complaints{
            fmt::format("is {} (needs a whole number from {} to {})", given, Limits::min(), most)};
    };
    auto const* number = std::get_if<std::int64_t>(&value.content);
    if (number == nullptr) {
        auto const* text = std::get_if<std::string>(&value.content);
        if (text != nullptr && is_beyond_toml(*text)) return out_of_range(*text);
        return {wrong_type(value, "a whole number")};
    }
    if (!std::in_range<Integer>(*number)) return out_of_range(*number);
    result = static_cast<Integer>(*number);
    return {};
}

template <class Value>
std::string array_text(std::vector<Value> const& values) {
    std::string text;
    for (auto const& value : values) text += (text.empty() ? "" : ", ") + toml_string(value);
    return "[" + text + "]";
}

/// Reads one of the names in a table of (name, value).
template <class Table, class Choice>
Complaints read_choice(Value const& value, Table const& table, Choice& result) {
    std::string name;
    auto complaints = read_value(value, name);
    if (!complaints.empty()) return complaints;
    std::vector<std::string> known;
    for (auto const& [choice_name, choice] : table) {
        if (choice_name == name) {
            result = choice;
            return {};
        }
        known.emplace_back(choice_name);
    }
    return {fmt::format("is '{}' (needs one of {}).{}", name, quoted_list(known),
                        suggestion(name, known))};
}

template <class Table, class Choice>
std::string choice_text(Table const& table, Choice value) {
    for (auto const& [name, choice] : table) {
        if (choice == value) return toml_string(name);
    }
    return {};
}

}  // namespace

std::string wrong_type(Value const& value, std::string_view needed) {
    return fmt::format("is {} (needs {})", value.kind(), needed);
}

std::vector<std::string> operator_names() {
    std::vector<std::string> names;
    for (auto const& row : expr::opcode_table) {
        if (!expr::is_leaf(row.op)) names.emplace_back(row.name);
    }
    return names;
}

std::string unknown_operator(std::string const& name) {
    auto const known = operator_names();
    return fmt::format("unknown operator '{}' (known: {}).{}", name, fmt::join(known, " "),
                       suggestion(name, known));
}

Complaints read_value(Value const& value, bool& result) {
    auto const* boolean = std::get_if<bool>(&value.content);
    if (boolean == nullptr) return {wrong_type(value, "true or false")};
    result = *boolean;
    return {};
}

Complaints read_value(Value const& value, double& result) {
    if (auto const* number = std::get_if<double>(&value.content)) {
        result = *number;
    } else if (auto const* whole = std::get_if<std::int64_t>(&value.content)) {
        result = static_cast<double>(*whole);
    } else {
        return {wrong_type(value, "a number")};
    }
    return {};
}

Complaints read_value(Value const& value, int& result) { return read_whole_number(value, result); }

Complaints read_value(Value const& value, std::uint32_t& result) {
    return read_whole_number(value, result);
}

Complaints read_value(Value const& value, std::uint64_t& result) {
    return read_whole_number(value, result);
}

Complaints read_value(Value const& value, std::string& result) {
    auto const* text = std::get_if<std::string>(&value.content);
    if (text == nullptr) return {wrong_type(value, "a string")};
    result = *text;
    return {};
}

Complaints read_value(Value const& value, std::filesystem::path& result) {
    std::string text;
    auto complaints = read_value(value, text);
    if (complaints.empty()) result = text;
    return complaints;
}

Complaints read_value(Value const& value, std::vector<std::string>& result) {
    constexpr std::string_view needed = "an array of strings, such as [\"a\", \"b\"]";
    if (value.array() == nullptr) return {wrong_type(value, needed)};
    std::vector<std::string> items;
    for (auto const& element : *value.array()) {
        auto const* text = std::get_if<std::string>(&element.content);
        if (text == nullptr) {
            return {fmt::format("contains {} (needs {})", element.kind(), needed)};
        }
        items.push_back(*text);
    }
    result = std::move(items);
    return {};
}

Complaints read_value(Value const& value, evolve::AcceptanceRule& result) {
    return read_choice(value, rules, result);
}

Complaints read_value(Value const& value, evolve::Sampling& result) {
    return read_choice(value, samplings, result);
}

Complaints read_value(Value const& value, std::vector<expr::Opcode>& result) {
    std::vector<std::string> names;
    auto complaints = read_value(value, names);
    if (!complaints.empty()) return complaints;
    std::vector<expr::Opcode> operators;
    for (auto const& name : names) {
        auto const op = expr::find_operator(name);
        if (!op) {
            complaints.push_back("names the " + unknown_operator(name));
        } else if (std::find(operators.begin(), operators.end(), *op) != operators.end()) {
            complaints.push_back("names '" + name + "' twice (each operator counts once)");
        } else {
            operators.push_back(*op);
        }
    }
    if (complaints.empty()) result = std::move(operators);
    return complaints;
}

std::string write_value(bool value) { return value ? "true" : "false"; }
std::string write_value(double value) { return fmt::format("{}", value); }
std::string write_value(int value) { return std::to_string(value); }
std::string write_value(std::uint32_t value) { return std::to_string(value); }
std::string write_value(std::uint64_t value) { return std::to_string(value); }
std::string write_value(std::string const& value) { return toml_string(value); }
std::string write_value(std::filesystem::path const& value) { return toml_string(value.string()); }
std::string write_value(std::vector<std::string> const& value) { return array_text(value); }

std::string write_value(evolve::AcceptanceRule value) { return choice_text(rules, value); }
std::string write_value(evolve::Sampling value) { return choice_text(samplings, value); }

std::string write_value(std::vector<expr::Opcode> const& value) {
    std::vector<std::string_view> names;
    for (auto const op : value) names.push_back(expr::name(op));
    return array_text(names);
}

}  // namespace balmer::job
