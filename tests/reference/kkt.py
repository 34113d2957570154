"""Writes kkt.json: problems with one or two constraints, with the minimizer and the multipliers known in closed form (checked to SLSQP's accuracy), or by
scipy: SLSQP from several starts for the point, multipliers by least squares on the gradients there, and trust-constr's own multipliers as a check.

    /usr/bin/python3 tests/reference/kkt.py > tests/reference/kkt.json
"""
import json
import math
import warnings
import numpy
from scipy.optimize import NonlinearConstraint, minimize

warnings.simplefilter("ignore")


def slope(f, x, h=1e-6):
    return numpy.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in numpy.eye(2)])


# Query, f, constraints (kind, function: at most 0, or 0), and in closed form, or none: the point and the multipliers.
r = math.sqrt(2)
problems = [
    ("f=x+y&subject=x^2+y^2=2", lambda x: x[0] + x[1], [("eq", lambda x: x @ x - 2)], (-1, -1), (0.5,)), # Nocedal & Wright, example 12.1
    ("f=x+y&subject=2-x^2-y^2>=0", lambda x: x[0] + x[1], [("ineq", lambda x: x @ x - 2)], (-1, -1), (0.5,)), # 12.2
    ("f=x+y&subject=x^2+y^2<=2&subject=y>=0", lambda x: x[0] + x[1], [("ineq", lambda x: x @ x - 2), ("ineq", lambda x: -x[1])], (-r, 0),
     (1 / (2 * r), 1)), # 12.3
    ("f=(x-2)^2+(y-1)^2&subject=x^2<=y&subject=x+y<=2", lambda x: (x[0] - 2) ** 2 + (x[1] - 1) ** 2,
     [("ineq", lambda x: x[0] ** 2 - x[1]), ("ineq", lambda x: x[0] + x[1] - 2)], (1, 1), (2 / 3, 2 / 3)), # 12 (12.1)
    ("f=x^2+y^2&subject=x+y=1", lambda x: x @ x, [("eq", lambda x: x[0] + x[1] - 1)], (0.5, 0.5), (-1,)),
    ("f=x*y&subject=x+y>=2&subject=x=y", lambda x: x[0] * x[1], [("ineq", lambda x: 2 - x[0] - x[1]), ("eq", lambda x: x[0] - x[1])], (1, 1), (1, 0)),
    ("f=(1-x)^2&subject=10*(y-x^2)=0", lambda x: (1 - x[0]) ** 2, [("eq", lambda x: 10 * (x[1] - x[0] ** 2))], (1, 1), (0,)), # HS 6
    ("f=log(1+x^2)-y&subject=(1+x^2)^2+y^2=4&x=-3:3&y=-3:3", lambda x: math.log(1 + x[0] ** 2) - x[1],
     [("eq", lambda x: (1 + x[0] ** 2) ** 2 + x[1] ** 2 - 4)], (0, math.sqrt(3)), (1 / (2 * math.sqrt(3)),)), # HS 7
    ("f=x-y&subject=3*x^2-2*x*y+y^2<=1", lambda x: x[0] - x[1], [("ineq", lambda x: 3 * x[0] ** 2 - 2 * x[0] * x[1] + x[1] ** 2 - 1)], (0, 1), (0.5,)), # HS 10
    ("f=(x-5)^2+y^2-25&subject=x^2<=y&x=-2:4&y=-1:6", lambda x: (x[0] - 5) ** 2 + x[1] ** 2 - 25, [("ineq", lambda x: x[0] ** 2 - x[1])], None, None), # HS 11
    ("f=0.5*x^2+y^2-x*y-7*x-7*y&subject=4*x^2+y^2<=25&x=-4:4&y=-6:6", lambda x: 0.5 * x[0] ** 2 + x[1] ** 2 - x[0] * x[1] - 7 * x[0] - 7 * x[1],
     [("ineq", lambda x: 4 * x[0] ** 2 + x[1] ** 2 - 25)], (2, 3), (0.5,)), # HS 12
    ("f=(x-2)^2+(y-1)^2&subject=x-2*y=-1&subject=x^2/4+y^2<=1&x=-2:2&y=-2:2", lambda x: (x[0] - 2) ** 2 + (x[1] - 1) ** 2,
     [("eq", lambda x: x[0] - 2 * x[1] + 1), ("ineq", lambda x: x[0] ** 2 / 4 + x[1] ** 2 - 1)], ((math.sqrt(7) - 1) / 2, (math.sqrt(7) + 1) / 4), None), # HS 14
    ("f=rosenbrock&subject=x^2+y^2<=1.5", lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2, [("ineq", lambda x: x @ x - 1.5)], None, None),
    ("f=himmelblau&subject=x^2+y^2<=9", lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2, [("ineq", lambda x: x @ x - 9)], None, None),
    ("f=exp(x)*(4*x^2+2*y^2+4*x*y+2*y+1)&subject=x*y-x-y+1.5<=0&subject=x*y>=-10&x=-11:3&y=-3:3",
     lambda x: math.exp(x[0]) * (4 * x[0] ** 2 + 2 * x[1] ** 2 + 4 * x[0] * x[1] + 2 * x[1] + 1),
     [("ineq", lambda x: x[0] * x[1] - x[0] - x[1] + 1.5), ("ineq", lambda x: -x[0] * x[1] - 10)], None, None), # of MATLAB's and scipy's examples
]
out = []
for query, f, constraints, at, multipliers in problems:
    given = [{"type": kind, "fun": g if kind == "eq" else (lambda x, g=g: -g(x))} for kind, g in constraints]
    best = None
    for start in numpy.random.default_rng(7).uniform(-3, 3, (60, 2)):
        try:
            answer = minimize(f, start, method="SLSQP", constraints=given, options={"ftol": 1e-15, "maxiter": 500})
        except OverflowError:
            continue
        broken = max(abs(g(answer.x)) if kind == "eq" else g(answer.x) for kind, g in constraints)
        if answer.success and broken < 1e-8 and (best is None or answer.fun < best.fun - 1e-9):
            best = answer
    active = [k for k, (kind, g) in enumerate(constraints) if kind == "eq" or g(best.x) > -1e-6]
    found = numpy.zeros(len(constraints))
    if active:
        found[active] = numpy.linalg.lstsq(numpy.array([slope(constraints[k][1], best.x) for k in active]).T, -slope(f, best.x), rcond=None)[0]
    theirs = minimize(f, best.x + 1e-3, method="trust-constr", options={"gtol": 1e-10, "xtol": 1e-12, "maxiter": 3000},
                      constraints=[NonlinearConstraint(g, 0 if kind == "eq" else -numpy.inf, 0) for kind, g in constraints])
    assert numpy.abs(theirs.x - best.x).max() < 1e-3, (query, theirs.x, best.x)
    assert numpy.abs(numpy.ravel(theirs.v) - found).max() < 1e-2 * max(1, numpy.abs(found).max()), (query, theirs.v, found)
    if at is not None:
        assert numpy.abs(best.x - at).max() < 1e-5, (query, best.x, at)
    if multipliers is not None:
        assert numpy.abs(found - multipliers).max() < 1e-4, (query, found, multipliers)
    out.append({"query": query, "exact": at is not None, "at": list(at) if at is not None else best.x.tolist(),
                "multipliers": list(multipliers) if multipliers is not None else found.tolist(), "exact_multipliers": multipliers is not None})
print(json.dumps({"problems": out}, indent=1))
