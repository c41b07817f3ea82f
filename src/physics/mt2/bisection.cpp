#include "physics/mt2/bisection.hpp"

#include <limits>
#include <utility>

namespace balmer::physics::mt2::detail {
namespace {

using Real = long double;
using Vector = Vector2<Real>;

/// A symmetric matrix A: the region (x, y, 1) A (x, y, 1)^T <= 0.
struct Conic {
    Real xx, xy, yy, x, y, constant;
};

/// mT(q) <= M. The diagonal is written m^2 + p_y^2, not E^2 - p_x^2, which would cancel.
Conic allowed_region(ScaledBranch<Real> const& branch, Real mass) {
    Real const d = (mass * mass - branch.m2 - branch.chi2) / 2;
    auto const& p = branch.p;
    return {.xx = branch.m2 + p.y * p.y,
            .xy = -p.x * p.y,
            .yy = branch.m2 + p.x * p.x,
            .x = -d * p.x,
            .y = -d * p.y,
            .constant = (branch.m2 + branch.p2) * branch.chi2 - d * d};
}

/// The region of q1 for which missing - q1 is in `conic`.
Conic reflected(Conic const& conic, Vector const& missing) {
    Real const ax = conic.xx * missing.x + conic.xy * missing.y;
    Real const ay = conic.xy * missing.x + conic.yy * missing.y;
    return {.xx = conic.xx,
            .xy = conic.xy,
            .yy = conic.yy,
            .x = -(ax + conic.x),
            .y = -(ay + conic.y),
            .constant = ax * missing.x + ay * missing.y +
                        2 * (conic.x * missing.x + conic.y * missing.y) + conic.constant};
}

/// The transpose of the matrix of cofactors.
Conic adjugate(Conic const& a) {
    return {.xx = a.yy * a.constant - a.y * a.y,
            .xy = a.x * a.y - a.xy * a.constant,
            .yy = a.xx * a.constant - a.x * a.x,
            .x = a.xy * a.y - a.yy * a.x,
            .y = a.xy * a.x - a.xx * a.y,
            .constant = a.xx * a.yy - a.xy * a.xy};
}

/// Trace of the product.
Real contract(Conic const& a, Conic const& b) {
    return a.xx * b.xx + a.yy * b.yy + a.constant * b.constant +
           2 * (a.xy * b.xy + a.x * b.x + a.y * b.y);
}

/// Whether two ellipses have no point in common, by the roots of det(x A + B).
/// Source: Etayo, Gonzalez-Vega, del Rio, Comput. Aided Geom. Des. 23 (2006) 324.
bool are_disjoint(Conic const& first, Conic const& second) {
    Conic const adjugate1 = adjugate(first), adjugate2 = adjugate(second);
    Real a3 = contract(adjugate1, first) / 3, a2 = contract(adjugate1, second);
    Real a1 = contract(adjugate2, first), a0 = contract(adjugate2, second) / 3;
    if (std::fabs(a3) < std::fabs(a0)) {
        std::swap(a3, a0);
        std::swap(a2, a1);
    }
    if (a3 == 0) return false;
    Real const a = a2 / a3, b = a1 / a3, c = a0 / a3;
    Real const discriminant =
        -27 * c * c + 18 * a * b * c + a * a * b * b - 4 * a * a * a * c - 4 * b * b * b;
    if (!(discriminant > 0) || a * a < 3 * b) return false;
    return a < 0 || 3 * a * c + a * a * b - 4 * b * b < 0;
}

/// An upper bound of MT2.
Real upper_bound(Pair<Real> const& pair) {
    Real least = std::numeric_limits<Real>::infinity();
    for (Vector const& q1 : {pair.missing * Real(0.5), pair.missing, Vector{}}) {
        least = std::fmin(least, pair.larger_squared_mass(q1));
    }
    return std::sqrt(least);
}

}  // namespace

long double bisected_mt2(Pair<long double> const& pair) {
    Real low = pair.floor(), high = upper_bound(pair);
    while (high - low > 1e-17L * high) {
        Real const middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        bool const is_too_small =
            are_disjoint(allowed_region(pair.first, middle),
                         reflected(allowed_region(pair.second, middle), pair.missing));
        (is_too_small ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace balmer::physics::mt2::detail
