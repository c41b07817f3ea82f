/// \file
/// Published and independently computed numbers, kept in checks/*.json.
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

namespace balmer::physics {

/// checks/NAME.json, made by an independent implementation of the same formulas.
inline nlohmann::json check_values(std::string const& name) {
    std::string const path = std::string(BALMER_TEST_DATA) + "/physics/checks/" + name + ".json";
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot open " + path);
    return nlohmann::json::parse(file);
}

/// |a - b| relative to `scale`, or to b.
inline double relative_difference(double a, double b) { return std::abs(a - b) / std::abs(b); }
inline double relative_difference(double a, double b, double scale) {
    return std::abs(a - b) / std::abs(scale);
}

}  // namespace balmer::physics
