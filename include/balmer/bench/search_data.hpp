/// \file
/// The events of a search benchmark: those of a job or a file, or generated in memory.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/job/job.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace balmer::bench {

/// The settings of the search, and the rows that island 0 evolves on.
struct SearchInput {
    evolve::SearchSettings search;
    std::size_t event_count = 0;
    data::Table<double> shard;
};

struct SearchSource {
    /// A job file; the default job if empty.
    std::filesystem::path job;
    /// A file with the columns of `generate wbf`; events are generated in memory if empty. Not with
    /// `job`.
    std::filesystem::path data;
    /// "section.key=value".
    std::vector<std::string> overrides;
    /// Number of events generated in memory, at theta = 0.
    std::size_t event_count = 500000;
    /// Receives the progress of generating them; may be empty.
    std::function<void(double fraction)> progress = {};
};

/// The default job: operators + - * sin and complexity 30, on score over x_p1, x_p2, dphi, deta;
/// otherwise the defaults of a job.
std::string default_job();

/// Throws InputError with all mistakes in the job, DataError if the file lacks columns.
SearchInput load_search_input(SearchSource const& source);

}  // namespace balmer::bench
