/// \file
/// --start and --bound of `balmer fit`.
#pragma once

#include "balmer/fit/limits.hpp"

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace balmer::app {

/// The options as typed: NAME=VALUE and NAME=LOWER:UPPER.
struct ConstantOptions {
    std::vector<std::string> starts;
    std::vector<std::string> bounds;
};

/// `options` must outlive the parse.
void add_constant_options(CLI::App& command, ConstantOptions& options);

/// Start values and bounds of the constants; both empty if no option is given.
struct ConstantLimits {
    std::vector<double> start;
    fit::Bounds bounds;
};

/// Checks what can be checked without the names: forms, numbers, lower <= upper, each constant
/// once. Throws InputError with all mistakes.
void check_constant_options(ConstantOptions const& options);

/// The constants of a formula, in the order of the fit.
struct FittedConstants {
    std::span<std::string const> names;
    /// Where each starts without --start.
    std::span<double const> values;
    /// True if the user wrote these values: they may not be outside a bound. Others are moved
    /// inside.
    bool are_written = false;
};

/// Throws InputError with all mistakes: those of check_constant_options(), names of no constant,
/// starts outside their bounds.
ConstantLimits constant_limits(ConstantOptions const& options, FittedConstants const& constants);

}  // namespace balmer::app
