#include "balmer/physics/isr/sample.hpp"

#include <cmath>
#include <limits>

namespace balmer::physics::isr {
namespace {

/// sigma_x = coefficient sqrt(x) with E = x sqrt(s) / 2 and sigma_E = size sqrt(E / GeV) GeV.
double stochastic_coefficient(double size) {
    return size * std::sqrt(2 / NeutralinoPhotons::sqrt_s_gev);
}

}  // namespace

double EnergyResolution::sigma_x(double x) const {
    switch (kind) {
        case Kind::relative:
            return size * x;
        case Kind::absolute:
            return size;
        case Kind::stochastic:
            return stochastic_coefficient(size) * std::sqrt(x);
    }
    return 0;
}

double EnergyResolution::true_x(double measured_x, double deviations) const {
    if (kind == Kind::absolute) return measured_x - deviations * size;
    if (kind == Kind::relative) {
        double const factor = 1 + deviations * size;
        return factor > 0 ? measured_x / factor : std::numeric_limits<double>::infinity();
    }
    // A quadratic equation for sqrt(x).
    double const half = deviations * stochastic_coefficient(size) / 2;
    double const root = -half + std::sqrt(half * half + measured_x);
    return root * root;
}

std::string to_string(EnergyResolution::Kind kind) {
    switch (kind) {
        case EnergyResolution::Kind::relative:
            return "relative";
        case EnergyResolution::Kind::absolute:
            return "absolute";
        case EnergyResolution::Kind::stochastic:
            return "stochastic";
    }
    return "?";
}

Interval default_window(EnergyResolution const& resolution) {
    return resolution.size > 0 ? Interval{0.0955, 1.0045} : Interval{0.1, 1};
}

}  // namespace balmer::physics::isr
