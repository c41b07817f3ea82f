#include "balmer/fit/limits.hpp"

#include <cmath>

namespace balmer::fit {

double Bounds::inside(std::size_t constant, double value) const {
    double const nearest = clamp(constant, value);
    if (nearest == value) return value;
    double const least = lower_of(constant);
    double const middle = least + (upper_of(constant) - least) / 2;
    return std::isfinite(middle) ? middle : nearest + (nearest - value);
}

}  // namespace balmer::fit
