/// \file
/// What to read for a job: which columns of the file, what to derive, and what each of them is.
#pragma once

#include "balmer/data/schema.hpp"
#include "balmer/data/source_error.hpp"
#include "balmer/formats/column_file.hpp"

#include "derived_columns.hpp"

#include <optional>
#include <string>
#include <vector>

namespace balmer::data {

/// A derived feature whose inputs are slots.
struct DerivedSlot {
    expr::Tree tree = {};
    std::vector<std::size_t> inputs = {};
};

/// Values of a row stand in slots: first the columns of the file, then what is derived, each after
/// its inputs.
struct ReadPlan {
    Schema schema = {};
    /// Columns of the file, one a slot, each once.
    std::vector<std::size_t> file_columns = {};
    std::vector<DerivedSlot> derived = {};
    /// How messages name each slot.
    std::vector<std::string> titles = {};
    std::vector<std::size_t> feature_slots = {};
    std::size_t target_slot = 0;
    std::optional<std::size_t> weight_slot = {};
};

/// Throws SourceError with what is in `problems` and every other mistake found.
ReadPlan plan_reading(formats::ColumnFile const& file, SourceSpec const& spec,
                      SourceProblems& problems);

/// What can be told without the file: formulas that cannot be read, names given twice, a target
/// among the features.
void check_without_file(SourceSpec const& spec, SourceProblems& problems);

}  // namespace balmer::data
