"""Critical points of landscapes of three to ten coordinates, by scipy: MINPACK's hybrid method from many random starts, on gradients by sympy.

usage: python3 space.py > space.json      (Debian: python3-scipy, python3-sympy)

A record is a formula as the service takes it (`f`, `n`), a box (`low`, `high` of every coordinate) and `points`, each with `x`, `value` and `index`, the
number of negative eigenvalues. Formulas are written a second time here, from their sources. Points whose Hessian is nearly singular are left out.
"""
import json

import numpy as np
import sympy as sy
from scipy.optimize import root

def hartmann3(x):
    a, alpha = [[3, 10, 30], [sy.Rational(1, 10), 10, 35], [3, 10, 30], [sy.Rational(1, 10), 10, 35]], [1, 1.2, 3, 3.2]
    p = [[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]
    return -sum(al * sy.exp(-sum(r[j] * (x[j] - q[j] * sy.Float(1e-4)) ** 2 for j in range(3))) for al, r, q in zip(alpha, a, p))


def levy(x):
    w = [1 + (v - 1) / 4 for v in x]
    return sy.sin(sy.pi * w[0]) ** 2 + sum((u - 1) ** 2 * (1 + 10 * sy.sin(sy.pi * u + 1) ** 2) for u in w[:-1]) + (w[-1] - 1) ** 2 * (1 + sy.sin(2 * sy.pi * w[-1]) ** 2)


def wood(x):
    a, b, c, d = x
    return 100 * (b - a**2) ** 2 + (1 - a) ** 2 + 90 * (d - c**2) ** 2 + (1 - c) ** 2 + 10 * (b + d - 2) ** 2 + (b - d) ** 2 / 10


def trigonometric(x):
    n = len(x)
    return sum((n - sum(sy.cos(v) for v in x) + i * (1 - sy.cos(v)) - sy.sin(v)) ** 2 for i, v in enumerate(x, 1))


CASES = [
    ("rosenbrock", 3, -5, 10, lambda x: sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))),
    ("rosenbrock", 4, -5, 10, lambda x: sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))),
    ("rosenbrock", 6, -2, 2, lambda x: sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))),
    ("styblinski_tang", 3, -5, 5, lambda x: sum(v**4 - 16 * v**2 + 5 * v for v in x) / 2),
    ("styblinski_tang", 4, -5, 5, lambda x: sum(v**4 - 16 * v**2 + 5 * v for v in x) / 2),
    ("rastrigin", 3, -0.8, 0.9, lambda x: 10 * len(x) + sum(v**2 - 10 * sy.cos(2 * sy.pi * v) for v in x)),
    ("griewank", 3, -6, 6.5, lambda x: sum(v**2 for v in x) / 4000 - sy.prod([sy.cos(v / sy.sqrt(i)) for i, v in enumerate(x, 1)]) + 1),
    ("levy", 3, -3, 3.5, levy),
    ("qing", 3, -3, 3, lambda x: sum((v**2 - i) ** 2 for i, v in enumerate(x, 1))),
    ("wood", 4, -10, 10, wood),
    ("trid", 6, -36, 36, lambda x: sum((v - 1) ** 2 for v in x) - sum(a * b for a, b in zip(x, x[1:]))),
    ("hartmann_3", 3, 0, 1, hartmann3),
    ("zakharov", 5, -5, 10, lambda x: sum(v**2 for v in x) + sum(sy.Rational(i, 2) * v for i, v in enumerate(x, 1)) ** 2 + sum(sy.Rational(i, 2) * v for i, v in enumerate(x, 1)) ** 4),
    ("exponential", 10, -1, 1, lambda x: -sy.exp(-sum(v**2 for v in x) / 2)),
    ("trigonometric", 4, -1, 3, trigonometric),
    ("himmelblau(x1,x2)+x3^4-x3^2*x1/4", 3, -5, 5, lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2 + x[2] ** 4 - x[2] ** 2 * x[0] / 4),
    ("sin(x1)*cos(x2)+sin(x2)*cos(x3)+sin(x3)*cos(x1)", 3, -2.9, 3, lambda x: sum(sy.sin(a) * sy.cos(b) for a, b in zip(x, (x[1], x[2], x[0])))),
    ("sum(i,1,5,(x[i]^2-1)^2)+0.3*x1*x2+0.2*x2*x3-0.25*x3*x4+0.1*x4*x5", 5, -2, 2,
     lambda x: sum((v**2 - 1) ** 2 for v in x) + 0.3 * x[0] * x[1] + 0.2 * x[1] * x[2] - 0.25 * x[2] * x[3] + 0.1 * x[3] * x[4]),
]


def search(n, low, high, formula, starts):
    x = sy.symbols("x1:%d" % (n + 1))
    f = formula(x)
    g = [sy.diff(f, v) for v in x]
    value, slope, bend = (sy.lambdify([x], e, "numpy", cse=True) for e in (f, g, sy.hessian(f, x)))
    gradient, hessian = lambda p: np.array(slope(p), float), lambda p: np.array(bend(p), float)
    random, found = np.random.default_rng(16), []
    for _ in range(starts):
        with np.errstate(all="ignore"):
            r = root(gradient, random.uniform(low, high, n), jac=hessian, tol=1e-13)
        p = r.x
        if not np.all(np.isfinite(p)) or np.any(p < low) or np.any(p > high):
            continue
        for _ in range(3):
            try:
                p = p - np.linalg.solve(hessian(p), gradient(p))
            except np.linalg.LinAlgError:
                break
        e = np.linalg.eigvalsh(hessian(p))
        size = np.max(np.abs(e))
        if np.any(p < low) or np.any(p > high) or not np.max(np.abs(gradient(p))) < 1e-9 * max(size, 1) or np.min(np.abs(e)) < 1e-6 * size:
            continue
        if not any(np.max(np.abs(p - q)) < 1e-6 for q, _ in found):
            found.append((p, int(np.sum(e < 0))))
    found.sort(key=lambda a: (float(value(a[0])), *a[0]))
    return [{"x": [round(float(c), 12) for c in p], "value": float(value(p)), "index": i} for p, i in found]


if __name__ == "__main__":
    records = []
    for f, n, low, high, formula in CASES:
        records.append({"f": f, "n": n, "low": low, "high": high, "points": search(n, low, high, formula, 6000)})
    print("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]")
