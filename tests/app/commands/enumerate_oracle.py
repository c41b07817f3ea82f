"""An independent enumeration: every tree of a size, and whether a list of structures covers it.

A structure covers a tree if it has the tree's values at random points for some constants. They are found by
Levenberg-Marquardt from many starts at once; trees without constants are compared by value.
"""
import itertools

import numpy as np

UNARY = {"sin": np.sin, "cos": np.cos, "exp": np.exp, "square": np.square, "cube": lambda x: x * x * x, "sqrt": np.sqrt,
         "abs": lambda x: np.where(np.real(x) < 0, -x, x), "neg": np.negative, "log": np.log, "inv": lambda x: 1 / x, "tanh": np.tanh}
BINARY = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
POINTS = 24


def trees(size, features, operators, limits):
    """All trees of a size as nested tuples; ("c",) is a constant."""
    if size == 1:
        return [("c",)] + [(name,) for name in features]
    found = []
    for op in operators:
        if op in UNARY and limits.get(op, size) >= size - 1:
            found += [(op, x) for x in trees(size - 1, features, operators, limits)]
        if op in BINARY:
            for left in range(1, size - 1):
                pairs = itertools.product(trees(left, features, operators, limits),
                                          trees(size - 1 - left, features, operators, limits))
                found += [(op, x, y) for x, y in pairs]
    return found


def names(tree):
    if len(tree) == 1:
        return frozenset() if tree == ("c",) else frozenset(tree)
    return frozenset().union(*(names(argument) for argument in tree[1:]))


def value(tree, points, constants):
    """Takes the constants from an iterator, from left to right."""
    if tree == ("c",):
        return next(constants)
    if len(tree) == 1:
        return points[tree[0]]
    arguments = [value(argument, points, constants) for argument in tree[1:]]
    return (UNARY if len(arguments) == 1 else BINARY)[tree[0]](*arguments)


class Structure:
    """A structure of balmer's list: a formula in which letters are constants."""

    def __init__(self, formula, letters, features):
        scope = {name: function for name, function in UNARY.items()}
        self.formula = formula
        self.count = len(letters)
        arguments = ", ".join([*letters, *features])
        self.function = eval(f"lambda {arguments}: {formula.replace('^', '**')}", scope)  # noqa: S307
        self.features = features
        self.names = frozenset(name for name in features if name in formula.replace("(", " ").replace(")", " ")
                               .replace("*", " ").replace("/", " ").replace("-", " ").replace("+", " ").split())

    def values(self, points, constants):
        """constants [count, starts] -> [starts, points]."""
        columns = [constant[:, None] for constant in constants]
        result = self.function(*columns, *(points[name] for name in self.features))
        return np.broadcast_to(result, (constants.shape[1] if self.count else 1, POINTS))

    def covers(self, target, points, random, starts=40, steps=60):
        with np.errstate(all="ignore"):
            if self.count == 0:
                return bool(np.allclose(self.values(points, np.empty((0, 1)))[0], target, rtol=1e-9, atol=1e-9))
            return self._fits(target, points, random, starts, steps)

    def _fits(self, target, points, random, starts, steps):
        scale = 1 + np.max(np.abs(target))
        constants = 2 * random.normal(size=(self.count, starts)) * np.exp(random.normal(size=(self.count, starts)))
        damping = np.full(starts, 1e-2)
        residual = self.values(points, constants) - target
        loss = np.nan_to_num(np.sum(residual**2, axis=1), nan=np.inf)
        for _ in range(steps):
            if np.min(loss) < (1e-7 * scale) ** 2:
                return True
            jacobian = np.empty((starts, POINTS, self.count))
            for k in range(self.count):
                shifted = constants.astype(complex)
                shifted[k] += 1e-30j
                jacobian[:, :, k] = np.imag(self.values(points, shifted)) / 1e-30
            jacobian = np.nan_to_num(jacobian, nan=0, posinf=0, neginf=0)
            residual = np.nan_to_num(residual, nan=0, posinf=0, neginf=0)
            normal = np.einsum("spi,spj->sij", jacobian, jacobian)
            gradient = np.einsum("spi,sp->si", jacobian, residual)
            diagonal = np.einsum("sii->si", normal)
            normal[:, range(self.count), range(self.count)] += damping[:, None] * diagonal + 1e-12
            step = np.linalg.solve(normal, gradient[:, :, None])[:, :, 0]
            trial = constants - step.T
            trial_residual = self.values(points, trial) - target
            trial_loss = np.nan_to_num(np.sum(trial_residual**2, axis=1), nan=np.inf)
            better = trial_loss < loss
            constants = np.where(better, trial, constants)
            residual = np.where(better[:, None], trial_residual, residual)
            loss = np.where(better, trial_loss, loss)
            damping = np.where(better, damping / 5, np.minimum(damping * 4, 1e8))
        return bool(np.min(loss) < (1e-7 * scale) ** 2)


def uncovered(structures, size, features, operators, limits=None, seed=1):
    """The trees of a size that no structure covers, and how many were tried.

    Trees with the same values for the same constants are tried once. Those whose values are not finite are none.
    """
    random = np.random.default_rng(seed)
    points = {name: random.uniform(0.3, 2.1, POINTS) for name in features}
    seen = set()
    missing = []
    with np.errstate(all="ignore"):
        for tree in trees(size, features, operators, limits or {}):
            fixed = value(tree, points, iter(np.array([2.83, 3.37, 2.59, 3.71, 2.47, 3.13])))
            fixed = np.broadcast_to(fixed, POINTS)
            if not np.all(np.isfinite(fixed)) or np.max(np.abs(fixed)) > 1e8:
                continue
            key = tuple(float(f"{x:.9e}") for x in fixed)
            if key in seen:
                continue
            seen.add(key)
            # Simple ones first: many trees are covered by one of few constants.
            candidates = [s for s in structures if s.names <= names(tree)]
            if not any(s.covers(fixed, points, random) for s in candidates):
                missing.append(tree)
    return missing, len(seen)
