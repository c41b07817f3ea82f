/// \file
/// Plan of reading a job's events: the columns of the file, the derived features, and their roles.
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

/// The values of a row are in slots: first the columns of the file, then the derived features, each
/// after its inputs.
struct ReadPlan {
    Schema schema = {};
    /// The columns of the file, one for each slot, without duplicates.
    std::vector<std::size_t> file_columns = {};
    std::vector<DerivedSlot> derived = {};
    /// The name of each slot in messages.
    std::vector<std::string> titles = {};
    std::vector<std::size_t> feature_slots = {};
    std::size_t target_slot = 0;
    std::optional<std::size_t> weight_slot = {};
};

/// Throws SourceError with `problems` and all other mistakes found.
ReadPlan plan_reading(formats::ColumnFile const& file, SourceSpec const& spec,
                      SourceProblems& problems);

/// Finds the mistakes that do not depend on the file: invalid formulas, duplicate names, a target
/// among the features.
void check_without_file(SourceSpec const& spec, SourceProblems& problems);

}  // namespace balmer::data
