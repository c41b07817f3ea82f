#include "balmer/job/document.hpp"

#include "balmer/base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

namespace balmer::job {
namespace {

/// The place of a node: the line in a file, or the override itself.
struct Places {
    std::string name;
    bool with_lines = true;

    Place of(toml::source_region const& region) const {
        return {name, with_lines ? std::size_t{region.begin.line} : 0};
    }
};

Value value_of(toml::node const& node, Places const& places);

Value::Table table_of(toml::table const& table, Places const& places) {
    struct Positioned {
        toml::source_position position;
        Value::Entry entry;
    };
    std::vector<Positioned> entries;
    for (auto const& [key, node] : table) {
        auto value = value_of(node, places);
        value.place = places.of(key.source());
        entries.push_back({key.source().begin, {std::string(key.str()), std::move(value)}});
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](Positioned const& left, Positioned const& right) {
                         return left.position < right.position;
                     });
    Value::Table sorted;
    for (auto& positioned : entries) sorted.push_back(std::move(positioned.entry));
    return sorted;
}

Value::Array array_of(toml::array const& array, Places const& places) {
    Value::Array values;
    for (auto const& node : array) values.push_back(value_of(node, places));
    return values;
}

Value value_of(toml::node const& node, Places const& places) {
    Value value{.content = {}, .place = places.of(node.source())};
    if (auto const* table = node.as_table()) {
        value.content = table_of(*table, places);
    } else if (auto const* array = node.as_array()) {
        value.content = array_of(*array, places);
    } else if (auto const* text = node.as_string()) {
        value.content = text->get();
    } else if (auto const* whole = node.as_integer()) {
        value.content = whole->get();
    } else if (auto const* number = node.as_floating_point()) {
        value.content = number->get();
    } else if (auto const* boolean = node.as_boolean()) {
        value.content = boolean->get();
    }
    return value;
}

/// The value as TOML; a bare string if it does not begin with a bracket or quote of TOML; nullopt
/// if it does and does not parse.
std::optional<Value> override_content(std::string const& text, Place const& place) {
    try {
        auto const parsed = toml::parse("value = " + text);
        if (parsed.size() == 1) return value_of(*parsed.get("value"), {place.name, false});
    } catch (toml::parse_error const&) {
        if (!text.empty() && std::string_view("[{\"'").find(text.front()) != std::string::npos) {
            return std::nullopt;
        }
    }
    return Value{.content = text, .place = place};
}

/// Splits search.constraints.square or search.complexity."+" at its dots.
std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> keys(1);
    char quote = 0;
    for (char const c : path) {
        if (quote != 0 ? c == quote : (c == '"' || c == '\'')) {
            quote = quote != 0 ? char{0} : c;
        } else if (c == '.' && quote == 0) {
            keys.emplace_back();
        } else {
            keys.back() += c;
        }
    }
    return keys;
}

/// The position of the "=" after the key: the first outside quotes.
std::size_t assignment_sign(std::string_view assignment) {
    char quote = 0;
    for (std::size_t i = 0; i < assignment.size(); ++i) {
        char const c = assignment[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '=') {
            return i;
        }
    }
    return std::string_view::npos;
}

Value& entry(Value::Table& table, std::string const& key) {
    for (auto& [name, value] : table) {
        if (name == key) return value;
    }
    return table.emplace_back(Value::Entry{key, {}}).value;
}

}  // namespace

std::string Place::text() const { return line == 0 ? name : name + ":" + std::to_string(line); }

void PlacedProblems::add(Place place, std::string text) {
    problems_.push_back({std::move(place), std::move(text)});
}

std::vector<std::string> PlacedProblems::problems() const {
    auto sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(), [](Placed const& left, Placed const& right) {
        return left.place.line != 0 &&
               (right.place.line == 0 || left.place.line < right.place.line);
    });
    std::vector<std::string> texts;
    for (auto const& [place, text] : sorted) texts.push_back(place.text() + ": " + text);
    return texts;
}

std::string_view Value::kind() const {
    static constexpr std::array<std::string_view, 7> names = {
        "a date or time", "true or false", "a whole number", "a number",
        "a string",       "an array",      "a table"};
    return names[content.index()];
}

Value const* Value::find(std::string_view key) const {
    if (table() == nullptr) return nullptr;
    for (auto const& [name, value] : *table()) {
        if (name == key) return &value;
    }
    return nullptr;
}

Value parse_document(std::string_view text, std::string const& file_name) {
    try {
        auto const root = toml::parse(text, file_name);
        return {.content = table_of(root, {file_name, true}), .place = {file_name, 0}};
    } catch (toml::parse_error const& error) {
        auto const at = error.source().begin;
        throw InputError(file_name + ":" + std::to_string(at.line) + ":" +
                         std::to_string(at.column) + ": " + std::string(error.description()) +
                         " (a job file is TOML: key = value under [sections])");
    }
}

void override_value(Value& root, std::string const& assignment, PlacedProblems& problems) {
    Place const place{"--set " + assignment, 0};
    auto const sign = assignment_sign(assignment);
    auto const path = trimmed(std::string_view(assignment).substr(0, sign));
    if (sign == std::string::npos || path.empty()) {
        problems.add(place, "not an assignment (needs section.key=value, such as search.seed=7)");
        return;
    }
    auto value = override_content(std::string(trimmed(assignment.substr(sign + 1))), place);
    if (!value) {
        problems.add(place, "the value is not TOML (brackets and quotes must close)");
        return;
    }
    auto* at = &root;
    for (auto const& key : split_path(path)) {
        if (at->table() == nullptr) {
            if (!at->place.name.empty()) {
                problems.add(place, "sets a key inside " + std::string(at->kind()) + " given in " +
                                        at->place.text() + " (needs section.key=value)");
                return;
            }
            at->content = Value::Table{};
            at->place = place;
        }
        at = &entry(std::get<Value::Table>(at->content), key);
    }
    *at = std::move(*value);
}

std::string toml_string(std::string_view text) {
    std::string quoted = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            quoted += {'\\', c};
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            static constexpr std::string_view digits = "0123456789ABCDEF";
            auto const code = static_cast<unsigned char>(c);
            quoted += {'\\', 'u', '0', '0', digits[code >> 4], digits[code & 15]};
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string toml_key(std::string_view key) {
    bool const bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
    });
    return bare ? std::string(key) : toml_string(key);
}

}  // namespace balmer::job
