"""Evaluates with SymPy and NumPy what to_python() printed, and compares to balmer's values.

Usage: check_printers.py PRINT_SAMPLES COUNT
SymPy computes with 60 digits, so that its own rounding plays no part. Where balmer's double
precision loses digits itself (cancellation, large arguments), a value computed from rows moved by
one rounding says how many.
"""

import json
import subprocess
import sys

import numpy as np
import sympy

DIGITS = 60
TOLERANCE = 1e-12


def sympy_values(text, names, rows):
    """One value a row with DIGITS digits, None where it is not a real number."""
    symbols = {name: sympy.Symbol(name, real=True) for name in names}
    functions = {n: getattr(sympy, n) for n in
                 "sqrt Abs sin cos tan asin acos atan exp log tanh Min Max".split()}
    functions["Float"] = lambda number: sympy.Float(float(number), DIGITS)
    parse = sympy.parsing.sympy_parser
    code = parse.stringify_expr(text, {**functions, **symbols}, {}, parse.standard_transformations)
    values = []
    for row in rows:
        numbers = {n: sympy.Float(v, DIGITS) for n, v in zip(names, row)}
        scope = {**functions, "Integer": sympy.Integer, **numbers}
        try:
            value = sympy.sympify(eval(code, scope)).evalf(DIGITS)
        except (OverflowError, RecursionError, TypeError, ValueError, ZeroDivisionError):
            value = None
        values.append(float(value) if value is not None and value.is_Float else None)
    return values


def numpy_values(text, names, rows):
    columns = {name: np.array([row[i] for row in rows]) for i, name in enumerate(names)}
    with np.errstate(all="ignore"):
        return np.broadcast_to(eval(text, {"np": np, **columns}), len(rows))


def sensitivity(text, names, rows):
    """How far values move when the rows move by a few roundings."""
    base = numpy_values(text, names, rows)
    moves = [numpy_values(text, names, [[v * (1 + s * k * 2e-16) for k, v in enumerate(row, 1)]
                                        for row in rows]) for s in (-1, 1)]
    with np.errstate(all="ignore"):
        return np.max([np.abs(moved - base) for moved in moves], axis=0)


def main(program, count):
    lines = subprocess.run([program, count], check=True, capture_output=True, text=True).stdout
    compared = {"sympy": 0, "numpy": 0}
    failures = []
    for line in lines.splitlines():
        sample = json.loads(line)
        names, rows = sample["names"], sample["rows"]
        slack = 1e3 * sensitivity(sample["numpy"], names, rows)
        ours_numpy = numpy_values(sample["numpy"], names, rows)
        theirs = {"numpy": ours_numpy, "sympy": sympy_values(sample["sympy"], names, rows)}
        for i, (ours, is_defined) in enumerate(sample["values"]):
            # NumPy has IEEE's NaN and infinities, so that these have to agree too.
            if (ours is None) == bool(np.isfinite(ours_numpy[i])):
                failures.append(("numpy", sample["numpy"], rows[i], ours, ours_numpy[i]))
            if not is_defined or not np.isfinite(slack[i]):
                continue
            for style, values in theirs.items():
                value = values[i]
                if value is None or abs(value - ours) > TOLERANCE * max(1, abs(ours)) + slack[i]:
                    failures.append((style, sample[style], rows[i], ours, value))
                elif slack[i] < 1e-8 * max(1, abs(ours)):
                    compared[style] += 1
    for failure in failures[:20]:
        print(*failure, file=sys.stderr)
    print(f"compared {compared} values, {len(failures)} differ")
    enough = min(compared.values()) > int(count)
    return 0 if enough and not failures else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
