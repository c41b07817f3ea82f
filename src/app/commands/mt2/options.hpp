/// \file
/// The options of `balmer mt2`.
#pragma once

#include "quantities.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace balmer::app {

struct Mt2CommandOptions {
    std::filesystem::path data;
    std::filesystem::path out;
    /// In the order of the quantities; empty with --data.
    std::vector<double> event;
    /// The name of a column, or a number, for each quantity.
    std::array<std::string, mt2_quantities.size()> sources;
    std::string both_m, both_chi;
    bool squared = false;
    bool skip_bad = false;
    bool overwrite = false;
    bool json = false;

    bool is_hdf5() const { return out.extension() == ".h5" || out.extension() == ".hdf5"; }
};

}  // namespace balmer::app
