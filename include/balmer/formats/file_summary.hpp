/// \file
/// What an event file contains: datasets with their types, units and statistics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::formats {

/// Statistics of the finite values; NaN if there are none.
struct Statistics {
    double min = 0;
    double max = 0;
    double mean = 0;
    /// Square root of the mean squared deviation from the mean (divided by n, not n - 1).
    double standard_deviation = 0;
    std::size_t finite_count = 0;
    /// Number of values that are NaN or infinite.
    std::size_t non_finite_count = 0;
};

struct DatasetSummary {
    /// Last component of the path.
    std::string name = {};
    std::string unit = {};
    std::string description = {};
    /// "float64", "int32", "text", "compound", ….
    std::string type = {};
    /// First dimension; 1 for a single value.
    std::size_t row_count = 0;
    /// All dimensions; empty for a single value.
    std::vector<std::size_t> shape = {};
    /// Of all values; nullopt if they are not numbers.
    std::optional<Statistics> statistics = {};
};

/// The datasets of one group, in the order of the file.
struct GroupSummary {
    /// "/features"; "/" for the root and for the columns of a text file.
    std::string path = {};
    std::vector<DatasetSummary> datasets = {};
};

struct FileSummary {
    /// "balmer-events", "HDF5" or "text".
    std::string format = {};
    /// The following members describe event files; 0 and empty for others.
    std::int64_t version = 0;
    std::string process = {};
    /// JSON.
    std::string parameters = {};
    std::optional<std::uint64_t> seed = {};
    std::string created_by = {};
    std::vector<GroupSummary> groups = {};
};

}  // namespace balmer::formats
