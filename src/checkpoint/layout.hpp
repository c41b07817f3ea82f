/// \file
/// Names of objects in a checkpoint file.
#pragma once

namespace balmer::checkpoint::layout {

/// Attributes of the root.
inline constexpr char const* format = "format";
inline constexpr char const* format_name = "balmer-checkpoint";
inline constexpr char const* version = "version";
inline constexpr char const* created_by = "created_by";
inline constexpr char const* program = "balmer ";
inline constexpr char const* commit = "commit";
inline constexpr char const* written_at = "written_at";
inline constexpr char const* life = "life";

/// Group `settings`: attributes, the job as text, and columns that describe the features.
inline constexpr char const* settings = "settings";
inline constexpr char const* job = "job";
inline constexpr char const* seed = "seed";
inline constexpr char const* row_count = "row_count";
inline constexpr char const* data_file = "data_file";
inline constexpr char const* content_hash = "content_hash";
inline constexpr char const* feature_names = "feature_names";
inline constexpr char const* feature_units = "feature_units";
inline constexpr char const* feature_descriptions = "feature_descriptions";
inline constexpr char const* target_name = "target_name";
inline constexpr char const* target_unit = "target_unit";
inline constexpr char const* target_description = "target_description";

/// Group `counters`: one attribute for each counter.
inline constexpr char const* counters = "counters";

/// Group `hall_of_fame`: one row for each entry, and all entries as an archive.
inline constexpr char const* hall_of_fame = "hall_of_fame";
inline constexpr char const* complexity = "complexity";
inline constexpr char const* mse = "mse";
inline constexpr char const* relative_gradient = "relative_gradient";
inline constexpr char const* at_optimum = "at_optimum";
inline constexpr char const* equation = "equation";
inline constexpr char const* constants = "constants";
inline constexpr char const* standard_errors = "standard_errors";
inline constexpr char const* archive = "archive";

inline constexpr char const* coordinator = "coordinator";

/// Group `islands`: one dataset for each island, named by its number.
inline constexpr char const* islands = "islands";
inline constexpr char const* iteration = "iteration";

}  // namespace balmer::checkpoint::layout
