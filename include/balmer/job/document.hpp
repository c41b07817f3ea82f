/// \file
/// TOML as plain values that know the line they stand on.
#pragma once

#include "balmer/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace balmer::job {

/// Where a value was given.
struct Place {
    /// "job.toml", "--set search.seed=7".
    std::string name = {};
    /// From 1; 0: the place has no lines.
    std::size_t line = 0;

    /// "job.toml:12".
    std::string text() const;
    bool operator==(Place const&) const = default;
};

/// Mistakes with their places.
class PlacedProblems {
public:
    void add(Place place, std::string text);
    bool empty() const noexcept { return problems_.empty(); }
    /// "job.toml:12: text", in the order of the lines; those without a line follow, as added.
    std::vector<std::string> problems() const;
    /// Throws `Error` (InputError or DataError) with problems(), or returns.
    template <class Error = InputError>
    void throw_if_any() const {
        if (!empty()) throw Error(problems());
    }

private:
    struct Placed {
        Place place;
        std::string text;
    };
    std::vector<Placed> problems_;
};

/// A TOML value and the place to name in a report.
struct Value {
    using Array = std::vector<Value>;
    struct Entry;
    /// In the order of the file.
    using Table = std::vector<Entry>;

    /// monostate stands for what no job uses: dates and times.
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table> content;
    Place place = {};

    /// What it is, in words: "a whole number".
    std::string_view kind() const;
    Array const* array() const { return std::get_if<Array>(&content); }
    Table const* table() const { return std::get_if<Table>(&content); }
    /// Entry of a table; nullptr where there is none, or this is not a table.
    Value const* find(std::string_view key) const;
};

struct Value::Entry {
    std::string key;
    Value value;
};

/// Parses a TOML text; the root is a table. `file_name` is what reports call it.
/// Throws InputError with file, line and column at the first mistake of grammar.
Value parse_document(std::string_view text, std::string const& file_name);

/// Puts one `--set` in place: "search.seed=7", "run.directory=runs/7". The value is TOML, or else a
/// bare string. Tables on the way are made; mistakes go to `problems`.
void override_value(Value& root, std::string const& assignment, PlacedProblems& problems);

/// A TOML basic string with its quotes, and a key with quotes where it needs them.
std::string toml_string(std::string_view text);
std::string toml_key(std::string_view key);

}  // namespace balmer::job
