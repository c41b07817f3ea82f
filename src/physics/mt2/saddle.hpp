/// \file
/// The quadratic model of max(mT1, mT2) at given invisible momenta, and its saddle point.
#pragma once

#include "physics/mt2/branch.hpp"

namespace balmer::physics::mt2::detail {

template <class Scalar>
struct SymmetricMatrix {
    Scalar xx, xy, yy;

    Vector2<Scalar> operator*(Vector2<Scalar> const& v) const {
        return {xx * v.x + xy * v.y, xy * v.x + yy * v.y};
    }
    Vector2<Scalar> solve(Vector2<Scalar> const& v) const {
        Scalar const scale = 1 / (xx * yy - xy * xy);
        return {(yy * v.x - xy * v.y) * scale, (xx * v.y - xy * v.x) * scale};
    }
};

/// f = mT^2 / 2 of one branch, and its derivatives with respect to the invisible momentum.
template <class Scalar>
struct HalfMass {
    Scalar value;
    Vector2<Scalar> gradient;
    SymmetricMatrix<Scalar> hessian;
    /// e^2 = q^2 + chi^2.
    Scalar e2;
};

template <class Scalar>
HalfMass<Scalar> half_mass(ScaledBranch<Scalar> const& branch, Vector2<Scalar> const& q) {
    Scalar const e2 = branch.chi2 + dot(q, q), e = std::sqrt(e2);
    Scalar const slope = branch.energy / e, bend = slope / e2;
    return {.value = (branch.m2 + branch.chi2) / 2 + invariant_product(branch, q, e),
            .gradient = q * slope - branch.p,
            .hessian = {bend * (branch.chi2 + q.y * q.y), -bend * q.x * q.y,
                        bend * (branch.chi2 + q.x * q.x)},
            .e2 = e2};
}

template <class Scalar>
struct SaddleStep {
    /// The change of q1; q2 changes by the opposite.
    Vector2<Scalar> move;
    /// l in [0, 1] in the Lagrangian l f1 + (1 - l) f2.
    Scalar multiplier;
    /// The value before the move, with the new multiplier.
    Scalar lagrangian;
    /// The predicted decrease of the Lagrangian.
    Scalar decrement;
};

/// l H1 + (1 - l) H2.
template <class Scalar>
SymmetricMatrix<Scalar> mixture(SymmetricMatrix<Scalar> const& first,
                                SymmetricMatrix<Scalar> const& second, Scalar l) {
    return {l * first.xx + (1 - l) * second.xx, l * first.xy + (1 - l) * second.xy,
            l * first.yy + (1 - l) * second.yy};
}

/// The step to the minimum of a quadratic model with Hessian h, regularised to be invertible.
template <class Scalar>
Vector2<Scalar> descent(SymmetricMatrix<Scalar> const& h, Vector2<Scalar> const& gradient) {
    Scalar const ridge = Scalar(1e-14) * (h.xx + h.yy);
    return SymmetricMatrix<Scalar>{h.xx + ridge, h.xy, h.yy + ridge}.solve(gradient) * Scalar(-1);
}

/// The move to the point where both linear models are equal (along n, the difference of the
/// gradients) and where the Lagrangian, with curvatures mixed by `old_multiplier`, is stationary
/// along the line of equality (t). If its multiplier is outside of [0, 1], only one branch matters,
/// and the move goes to the minimum of its model. No division by the curvature along n, so that the
/// visible parts may be collinear.
template <class Scalar>
SaddleStep<Scalar> saddle_step(HalfMass<Scalar> const& first, HalfMass<Scalar> const& second,
                               Scalar old_multiplier) {
    auto const h = mixture(first.hessian, second.hessian, old_multiplier);
    auto const g2 = second.gradient * Scalar(-1), difference = first.gradient - g2;
    Scalar const norm = std::sqrt(dot(difference, difference));
    Vector2<Scalar> const n = difference * (1 / norm), t{-n.y, n.x}, hn = h * n, ht = h * t;
    Scalar const along_n = (second.value - first.value) / norm;
    Scalar const along_t = -(dot(t, g2) + along_n * dot(t, hn)) / dot(t, ht);
    Scalar const wanted = -(dot(n, g2) + along_n * dot(n, hn) + along_t * dot(n, ht)) / norm;
    // Unlike std::clamp, this turns NaN (0 / 0 if both gradients are equal) into a number.
    Scalar const l = std::fmin(Scalar(1), std::fmax(Scalar(0), wanted));
    auto const move = l == wanted ? n * along_n + t * along_t : descent(h, g2 + difference * l);
    return {.move = move,
            .multiplier = l,
            .lagrangian = l * first.value + (1 - l) * second.value,
            .decrement = dot(move, h * move) / 2};
}

}  // namespace balmer::physics::mt2::detail
