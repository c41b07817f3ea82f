#include "physics/mt2/newton.hpp"

#include "physics/mt2/saddle.hpp"

#include <algorithm>
#include <limits>

namespace balmer::physics::mt2::detail {
namespace {

/// Limits of the iteration. These numbers, tuned on the kinds of events of the tests, affect the
/// time to the result but not the result.
struct Pace {
    int step_limit;
    /// The fraction by which step i may increase max(f1, f2).
    double (*allowed_rise)(int i);
};

constexpr Pace quick{.step_limit = 30, .allowed_rise = [](int) { return 0.3; }};
constexpr Pace patient{.step_limit = 60, .allowed_rise = [](int i) { return 5.0 / (i * i); }};

constexpr double longest_step = 0.7;
constexpr double step_cut = 0.4;
constexpr int most_cuts = 12;

template <class Scalar>
struct Point {
    Vector2<Scalar> q1;
    /// l in the Lagrangian.
    Scalar multiplier = 0.5;
};

/// The mean of the momenta that minimise mT1 and mT2 approximately.
template <class Scalar>
Point<Scalar> starting_point(Pair<Scalar> const& pair) {
    auto const liked = [](ScaledBranch<Scalar> const& b) {
        return b.p * ((b.chi + Scalar(0.5)) / (b.m + Scalar(0.5)));
    };
    return {.q1 = (liked(pair.first) + pair.missing - liked(pair.second)) * Scalar(0.5)};
}

template <class Scalar>
bool is_settled(SaddleStep<Scalar> const& step, HalfMass<Scalar> const& first,
                HalfMass<Scalar> const& second) {
    Scalar const value = std::fmax(first.value, second.value);
    return step.decrement <= Scalar(1e-14) * step.lagrangian &&
           value - step.lagrangian <= Scalar(1e-7) * value &&
           dot(step.move, step.move) <= Scalar(1e-8) * std::fmin(first.e2, second.e2);
}

/// The multiplier that mixes the curvatures in the next step. After a large change it is uncertain,
/// and kept away from 0 and 1 so that the curvatures of both branches contribute.
template <class Scalar>
Scalar next_multiplier(Scalar old_multiplier, Scalar found) {
    bool const has_jumped = std::fabs(found - old_multiplier) > Scalar(0.3);
    Scalar const margin = has_jumped ? Scalar(0.05) : Scalar(1e-9);
    return std::clamp(found, margin, 1 - margin);
}

/// The move, shortened to the size of the invisible momenta, beyond which the model is not valid.
template <class Scalar>
Vector2<Scalar> bounded(Vector2<Scalar> const& move, Scalar e2) {
    Scalar const limit2 = Scalar(longest_step * longest_step) * e2, length2 = dot(move, move);
    return length2 > limit2 ? move * std::sqrt(limit2 / length2) : move;
}

/// Returns MT2^2, or nullopt if the iteration does not converge; `point` is the last point.
template <class Scalar>
std::optional<Scalar> iterate(Pair<Scalar> const& pair, Pace const& pace, Point<Scalar>& point) {
    auto& [q1, multiplier] = point;
    Vector2<Scalar> last_q1 = q1;
    Scalar last_value = std::numeric_limits<Scalar>::infinity();
    int cuts = 0;
    for (int i = 1; i <= pace.step_limit; ++i) {
        auto const first = half_mass(pair.first, q1);
        auto const second = half_mass(pair.second, pair.missing - q1);
        Scalar const value = std::fmax(first.value, second.value);
        if (value > last_value * Scalar(1 + pace.allowed_rise(i)) && cuts < most_cuts) {
            ++cuts;
            q1 = last_q1 + (q1 - last_q1) * Scalar(step_cut);
            continue;
        }
        cuts = 0;
        last_value = value;
        last_q1 = q1;
        auto const step = saddle_step(first, second, multiplier);
        if (is_settled(step, first, second)) return 2 * (step.lagrangian - step.decrement);
        multiplier = next_multiplier(multiplier, step.multiplier);
        q1 = q1 + bounded(step.move, std::fmax(first.e2, second.e2));
    }
    return std::nullopt;
}

/// The event with invisible masses sqrt(chi^2 + softness^2).
Pair<long double> softened(Pair<long double> const& pair, long double softness) {
    auto const soft = [softness](ScaledBranch<long double> const& branch) {
        return ScaledBranch<long double>(branch.m, branch.p, std::hypot(branch.chi, softness));
    };
    return {soft(pair.first), soft(pair.second), pair.missing};
}

}  // namespace

std::optional<double> quick_mt2_squared(Pair<double> const& pair) {
    auto point = starting_point(pair);
    return iterate(pair, quick, point);
}

std::optional<long double> patient_mt2_squared(Pair<long double> const& pair) {
    auto point = starting_point(pair);
    for (long double softness = 0.5L; softness > 1e-9L; softness /= 3) {
        iterate(softened(pair, softness), patient, point);
    }
    return iterate(pair, patient, point);
}

}  // namespace balmer::physics::mt2::detail
