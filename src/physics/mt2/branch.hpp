/// \file
/// A branch of an MT2 event in units of the scale of the event, and its transverse mass.
#pragma once

#include <cmath>

namespace balmer::physics::mt2::detail {

template <class Scalar>
struct Vector2 {
    Scalar x = 0;
    Scalar y = 0;

    Vector2 operator+(Vector2 const& o) const { return {x + o.x, y + o.y}; }
    Vector2 operator-(Vector2 const& o) const { return {x - o.x, y - o.y}; }
    Vector2 operator*(Scalar k) const { return {k * x, k * y}; }
};

template <class Scalar>
Scalar dot(Vector2<Scalar> const& a, Vector2<Scalar> const& b) {
    return a.x * b.x + a.y * b.y;
}

template <class Scalar>
Scalar cross(Vector2<Scalar> const& a, Vector2<Scalar> const& b) {
    return a.x * b.y - a.y * b.x;
}

template <class Scalar>
struct ScaledBranch {
    ScaledBranch(Scalar visible_mass, Vector2<Scalar> visible_momentum, Scalar invisible_mass)
        : m(visible_mass),
          p(visible_momentum),
          chi(invisible_mass),
          m2(m * m),
          p2(dot(p, p)),
          chi2(chi * chi),
          energy(std::sqrt(m2 + p2)) {}

    Scalar m;
    Vector2<Scalar> p;
    Scalar chi;
    Scalar m2, p2, chi2;
    Scalar energy;

    /// The least transverse mass; for m = 0 it is only approached at infinity.
    Scalar floor() const { return m + chi; }
    bool sees_nothing() const { return energy == 0; }
};

/// E e - p.q without cancellation. If p.q > 0, by a sum of positive terms:
/// (E e)^2 - (p.q)^2 = (p x q)^2 + p^2 chi^2 + m^2 e^2.
template <class Scalar>
Scalar invariant_product(ScaledBranch<Scalar> const& branch, Vector2<Scalar> const& q, Scalar e) {
    Scalar const along = dot(branch.p, q), energies = branch.energy * e;
    if (!(along > 0)) return energies - along;
    Scalar const across = cross(branch.p, q);
    return (across * across + branch.p2 * branch.chi2 + branch.m2 * e * e) / (energies + along);
}

/// mT^2 at invisible momentum q.
template <class Scalar>
Scalar squared_transverse_mass(ScaledBranch<Scalar> const& branch, Vector2<Scalar> const& q) {
    return branch.m2 + branch.chi2 +
           2 * invariant_product(branch, q, std::sqrt(branch.chi2 + dot(q, q)));
}

/// An event in units of its scale. The invisible momentum of the second branch is missing - q1.
template <class Scalar>
struct Pair {
    ScaledBranch<Scalar> first;
    ScaledBranch<Scalar> second;
    Vector2<Scalar> missing;

    Scalar larger_squared_mass(Vector2<Scalar> const& q1) const {
        return std::fmax(squared_transverse_mass(first, q1),
                         squared_transverse_mass(second, missing - q1));
    }
    Scalar floor() const { return std::fmax(first.floor(), second.floor()); }
};

/// The same event in another precision.
template <class To, class From>
Pair<To> converted(Pair<From> const& pair) {
    auto const vector = [](Vector2<From> const& v) {
        return Vector2<To>{static_cast<To>(v.x), static_cast<To>(v.y)};
    };
    auto const branch = [&](ScaledBranch<From> const& b) {
        return ScaledBranch<To>(static_cast<To>(b.m), vector(b.p), static_cast<To>(b.chi));
    };
    return {branch(pair.first), branch(pair.second), vector(pair.missing)};
}

}  // namespace balmer::physics::mt2::detail
