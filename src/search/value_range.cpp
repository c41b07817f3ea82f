#include "value_range.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace balmer::search {
namespace {

double largest(std::span<double const> values) {
    double size = 0;
    for (double const value : values) size = std::max(size, std::abs(value));
    return size;
}

/// Root of the mean of (value - origin)², scaled by `size` so that nothing overflows.
double spread(std::span<double const> values, double origin, double size) {
    if (size == 0) return 0;
    double sum = 0;
    for (double const value : values) {
        double const part = (value - origin) / size;
        sum += part * part;
    }
    return size * std::sqrt(sum / static_cast<double>(values.size()));
}

double mean(std::span<double const> values, double size) {
    if (size == 0) return 0;
    double sum = 0;
    for (double const value : values) sum += value / size;
    return size * (sum / static_cast<double>(values.size()));
}

}  // namespace

ValueRangeReport check_value_range(data::Table<double> const& table,
                                   std::vector<std::string> const& features,
                                   std::string const& target, bool double_precision) {
    double const top = double_precision ? 1e150 : 1e15;
    auto const* const precision = double_precision ? "double" : "single";
    auto const* const way_out = double_precision ? "Rescale it by [data.derived]?"
                                                 : "Set search.double_precision = true, or rescale "
                                                   "it by [data.derived]?";
    ValueRangeReport report;
    double const target_size = spread(table.target(), 0, largest(table.target()));
    // A target that is zero everywhere has no scale to check.
    if (target_size != 0 && (target_size > top || target_size < 1 / top)) {
        report.problems.push_back(fmt::format(
            "target '{}' has a root mean square of {:.3g} (must lie within {:g} to {:g} in {} "
            "precision). {}",
            target, target_size, 1 / top, top, precision, way_out));
    }
    for (std::size_t i = 0; i < table.feature_count(); ++i) {
        auto const values = table.feature(i);
        double const size = largest(values);
        if (size >= top) {
            report.problems.push_back(
                fmt::format("feature '{}' reaches {:.3g} (must be below {:g} in {} precision). {}",
                            features[i], size, top, precision, way_out));
            continue;
        }
        if (double_precision) continue;
        double const deviation = spread(values, mean(values, size), size);
        bool const is_constant =
            std::ranges::all_of(values, [&](double value) { return value == values.front(); });
        if (!is_constant && deviation < 1e-5 * size) {
            report.warnings.push_back(fmt::format(
                "feature '{}' varies by {:.3g} about {:.6g}: single precision hardly resolves that "
                "(needs 1e-5 of its size). Set search.double_precision = true, or subtract its "
                "mean by [data.derived]?",
                features[i], deviation, size));
        }
    }
    return report;
}

}  // namespace balmer::search
