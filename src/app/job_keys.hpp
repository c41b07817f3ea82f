/// \file
/// The table of all job keys: how each is read, written and explained.
#pragma once

#include "balmer/app/document.hpp"
#include "balmer/app/job_file.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balmer::app {

/// One key with a fixed name.
struct Key {
    std::string name;
    std::string help;
    /// Says what is wrong with the value, in the words after "search.seed": "is a string (needs
    /// …)".
    std::function<std::vector<std::string>(Value const&, Job&)> read;
    /// TOML; empty where the key is left out.
    std::function<std::string(Job const&)> write;
};

/// A table whose keys are names of the user's or of operators.
struct OpenKeys {
    std::string help;
    std::function<void(Value::Table const&, Job&, PlacedProblems&)> read;
    std::function<std::vector<std::pair<std::string, std::string>>(Job const&)> write;
};

struct Section {
    std::string name;
    std::vector<Key> keys;
    /// Empty functions where the section has fixed keys only.
    OpenKeys open;
};

std::vector<Section> const& job_sections();

/// Limits and weights of operators that formulas are not built from: what the job itself gives is a
/// mistake, what a preset brought is dropped.
void check_unused_operators(JobReading& reading);

/// Sections whose keys are operators: argument limits, nesting limits, complexity weights.
Section constraints_section();
Section nesting_section();
Section complexity_section();

}  // namespace balmer::app
