/// \file
/// A file of events, opened once, and what its columns can be used for.
#pragma once

#include "balmer/data/schema.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace balmer::formats {
class ColumnFile;
}

namespace balmer::data {

class SourceProblems;

/// What a name means to a formula over a file.
struct NameMeaning {
    bool is_column = false;
    /// Why a formula cannot use the column; empty if it can.
    std::string refusal = {};
};

class EventSource {
public:
    /// Opens the file of `spec`, with its matrix if it names one. Throws SourceError if the file
    /// cannot be used, with every mistake that shows without it.
    explicit EventSource(SourceSpec const& spec);
    EventSource(EventSource&&) noexcept;
    ~EventSource();

    /// Returns true if the file itself says which of its columns are features, and all of these are
    /// columns of numbers.
    bool lists_features() const;

    NameMeaning meaning_of(std::string const& name) const;

    /// As read_schema() of a spec with the same file and matrix.
    Schema schema(SourceSpec const& spec) const;

    formats::ColumnFile const& file() const { return *file_; }
    /// Mistakes in the structure of the file, to be reported with others.
    SourceProblems const& problems() const { return *problems_; }

private:
    std::filesystem::path path_;
    std::unique_ptr<SourceProblems> problems_;
    std::unique_ptr<formats::ColumnFile> file_;
};

}  // namespace balmer::data
