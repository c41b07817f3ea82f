/// \file
/// Writes event files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace balmer::formats {

/// One 1-D dataset with its unit and description.
struct EventColumn {
    std::string name = {};
    std::string unit = {};
    std::string description = {};
    std::vector<double> values = {};
};

/// An event file (HDF5, root attributes format = "balmer-events", version = 1). All columns have
/// equal length.
struct EventFile {
    std::string process = {};
    /// JSON object: how the events were made, including cross-section and score moments.
    std::string parameters = {};
    std::uint64_t seed = 0;
    std::string created_by = {};
    std::vector<EventColumn> features = {};
    std::vector<EventColumn> targets = {};
    std::vector<EventColumn> weights = {};
    /// Quantities that an experiment cannot observe; never features.
    std::vector<EventColumn> latent = {};
};

/// Writes the file as float64 under a temporary name, fsyncs and renames it. Throws IoError.
void write_event_file(std::filesystem::path const& path, EventFile const& events);

}  // namespace balmer::formats
