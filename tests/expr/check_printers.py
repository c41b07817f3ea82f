"""Evaluates with SymPy and NumPy the texts that balmer's printers wrote, and compares the values.

Usage: check_printers.py PRINT_SAMPLES COUNT
SymPy computes with 60 digits, so that its own rounding plays no part. Each value of balmer comes
with a bound on the digits that double precision itself loses (cancellation, large arguments).
LaTeX is evaluated for the samples of one operator each, which have to agree in every format.
"""

import json
import re
import subprocess
import sys

import numpy as np
import sympy

DIGITS = 60
TOLERANCE = 1e-12


def functions_in(text):
    """SymPy's functions that the text calls; a name that SymPy does not have raises."""
    names = set(re.findall(r"([A-Za-z_]\w*)\(", text))
    return {name: getattr(sympy, name) for name in names}


def sympy_values(text, names, rows):
    """One value a row with DIGITS digits, None if it is not a real number."""
    symbols = {name: sympy.Symbol(name, real=True) for name in names}
    functions = functions_in(text)
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
        is_real = value is not None and value.is_number and value.is_real
        values.append(float(value) if is_real else None)
    return values


def numpy_values(text, names, rows):
    columns = {name: np.array([row[i] for row in rows]) for i, name in enumerate(names)}
    with np.errstate(all="ignore"):
        return np.broadcast_to(eval(text, {"np": np, **columns}), len(rows))


def sympy_of_latex(text):
    """The LaTeX of one operator of x and y_{1}, as text for sympy_values()."""
    text = text.replace("_{1}", "_1")
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", text)
    text = re.sub(r"\\left\|(.*)\\right\|", r"Abs(\1)", text)
    text = text.replace(r"\left", "").replace(r"\right", "").replace(r"\,", "*")
    text = re.sub(r"\\(min|max)", lambda match: match[1].title(), text)
    text = re.sub(r"\\arc", r"\\a", text)
    text = text.replace("^", "**").replace("{", "(").replace("}", ")")
    return text.replace("\\", "")


def main(program, count):
    lines = subprocess.run([program, count], check=True, capture_output=True, text=True).stdout
    compared = {"sympy": 0, "numpy": 0, "latex": 0}
    operators = 0
    failures = []
    for line in lines.splitlines():
        sample = json.loads(line)
        names, rows = sample["names"], sample["rows"]
        ours_numpy = numpy_values(sample["numpy"], names, rows)
        theirs = {"numpy": ours_numpy, "sympy": sympy_values(sample["sympy"], names, rows)}
        is_operator = sample["operator"] != ""
        if is_operator:
            operators += 1
            theirs["latex"] = sympy_values(sympy_of_latex(sample["latex"]), names, rows)
        for i, (ours, bound) in enumerate(sample["values"]):
            # NumPy has IEEE's NaN and infinities, so that these have to agree too.
            if (ours is None) == bool(np.isfinite(ours_numpy[i])):
                failures.append(("numpy", sample["numpy"], rows[i], ours, ours_numpy[i]))
            if bound is None:
                if is_operator:
                    failures.append(("no value of", sample["operator"], rows[i]))
                continue
            for style, values in theirs.items():
                value = values[i]
                if value is None or abs(value - ours) > TOLERANCE * max(1, abs(ours)) + bound:
                    failures.append((style, sample[style], rows[i], ours, value))
                elif bound < 1e-10 * max(1, abs(ours)):
                    compared[style] += 1
    for failure in failures[:20]:
        print(*failure, file=sys.stderr)
    print(f"compared {operators} operators, {compared} values, {len(failures)} differ")
    enough = min(compared["sympy"], compared["numpy"]) > int(count) and operators > 0
    return 0 if enough and compared["latex"] >= 3 * operators and not failures else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
