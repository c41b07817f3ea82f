/// \file
/// TOML as plain values that know their lines.
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
    /// Counted from 1; 0 if the place has no lines.
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
    /// "job.toml:12: text", in the order of the lines; problems without a line follow, in the order
    /// added.
    std::vector<std::string> problems() const;
    /// Throws `Error` (InputError or DataError) with problems() if there are any.
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

/// A TOML value and where it was given.
struct Value {
    using Array = std::vector<Value>;
    struct Entry;
    /// In the order of the file.
    using Table = std::vector<Entry>;

    /// std::monostate represents dates and times, which no job uses.
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table> content;
    Place place = {};

    /// The type in words: "a whole number".
    std::string_view kind() const;
    Array const* array() const { return std::get_if<Array>(&content); }
    Table const* table() const { return std::get_if<Table>(&content); }
    /// An entry of a table; nullptr if there is none, or if this is not a table.
    Value const* find(std::string_view key) const;
};

struct Value::Entry {
    std::string key;
    Value value;
};

/// Parses a TOML text; the root is a table. Messages call the text `file_name`. Throws InputError
/// with file, line and column at the first syntax error.
Value parse_document(std::string_view text, std::string const& file_name);

/// Applies one `--set`: "search.seed=7", "run.directory=runs/7". The value is TOML or a bare
/// string. Creates missing tables; adds mistakes to `problems`.
void override_value(Value& root, std::string const& assignment, PlacedProblems& problems);

/// A TOML basic string with its quotes; a key, with quotes if it needs them.
std::string toml_string(std::string_view text);
std::string toml_key(std::string_view key);

}  // namespace balmer::job
