"""Writes projections.json: points and their nearest points of boxes (numpy.clip), balls and simplices (the threshold by bisection; both again by scipy's
SLSQP on the distance itself, to its accuracy), and the minimizers of landscapes within such sets, by scipy's SLSQP from several starts.

    /usr/bin/python3 tests/reference/projections.py > tests/reference/projections.json
"""
import json
import numpy
from scipy.optimize import minimize

numbers = numpy.random.default_rng(20261129)


def simplex(x, total):
    low, high = x.min() - total, x.max()
    for _ in range(200):
        middle = (low + high) / 2
        if numpy.maximum(x - middle, 0).sum() > total:
            low = middle
        else:
            high = middle
    return numpy.maximum(x - (low + high) / 2, 0)


def ball(x, radius, center):
    away = numpy.linalg.norm(x - center)
    return x if away <= radius else center + (x - center) * (radius / away)


def by_slsqp(x, constraints, bounds, start):
    answer = minimize(lambda y: ((y - x) ** 2).sum(), start, jac=lambda y: 2 * (y - x), method="SLSQP", bounds=bounds, constraints=constraints,
                      options={"ftol": 1e-15, "maxiter": 1000})
    return answer.x


points = []
for trial in range(36):
    n = [1, 2, 3, 5, 8, 40][trial % 6]
    x = (numbers.standard_normal(n) * 10 ** numbers.uniform(-1, 1)).round(6)
    if trial >= 30:
        x = numpy.round(x) # ties
    total, radius = round(numbers.uniform(0.2, 3), 3), round(numbers.uniform(0.2, 3), 3)
    center, low = numbers.standard_normal(n).round(4), numbers.standard_normal(n).round(4)
    high = (low + numbers.uniform(0.1, 2, n)).round(4)
    cases = {"simplex": simplex(x, total), "ball": ball(x, radius, center), "box": numpy.clip(x, low, high)}
    if 1 < n <= 5:
        checks = {"simplex": by_slsqp(x, [{"type": "eq", "fun": lambda y: y.sum() - total}], [(0, None)] * n, numpy.full(n, total / n)),
                  "ball": by_slsqp(x, [{"type": "ineq", "fun": lambda y: radius**2 - ((y - center) ** 2).sum()}], None, center + 1e-3)}
        for name, check in checks.items():
            assert numpy.abs(check - cases[name]).max() < 1e-5 * (1 + numpy.abs(x).max()), (name, x, check, cases[name])
    for name, nearest in cases.items():
        call = {"simplex": f"simplex(total={total!r})", "ball": f"ball(radius={radius!r},center={';'.join(map(repr, center.tolist()))})",
                "box": "box(" + ";".join(f"{a!r};{b!r}" for a, b in zip(low.tolist(), high.tolist())) + ")"}[name]
        points.append({"set": call, "x": x.tolist(), "nearest": nearest.tolist()})

rosenbrock = lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
himmelblau = lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2
within = lambda radius, a, b: [{"type": "ineq", "fun": lambda x: radius**2 - (x[0] - a) ** 2 - (x[1] - b) ** 2}]
problems = [
    ("f=rosenbrock&start=-0.5,0.5&lr=0.001&steps=20000&project=ball(radius=0.8)", rosenbrock, [-0.5, 0.5], within(0.8, 0, 0), None),
    ("f=rosenbrock&start=-1,1&lr=0.001&steps=20000&project=box(-1.5;0.5;-0.5;1.5)", rosenbrock, [-1, 1], (), [(-1.5, 0.5), (-0.5, 1.5)]),
    ("f=himmelblau&start=0.5,0.5&lr=0.005&steps=2000&project=ball(radius=2)", himmelblau, [0.5, 0.5], within(2, 0, 0), None),
    ("f=himmelblau&start=0.5,0.5&lr=0.005&steps=2000&project=simplex(total=4)", himmelblau, [2, 2],
     [{"type": "eq", "fun": lambda x: x.sum() - 4}], [(0, None)] * 2),
    ("f=sum(i,1,n,i*(x[i]-0.1*i)^2)&dim=6&start=1,0,0,0,0,0&lr=0.05&steps=2000&project=simplex",
     lambda x: sum(i * (v - 0.1 * i) ** 2 for i, v in enumerate(x, 1)), [1 / 6] * 6, [{"type": "eq", "fun": lambda x: x.sum() - 1}], [(0, None)] * 6),
    ("f=sum(i,1,n,i*(x[i]-0.4*i)^2)&dim=4&start=0,0,0,0&lr=0.05&steps=2000&project=ball(radius=0.5,center=0.5)",
     lambda x: sum(i * (v - 0.4 * i) ** 2 for i, v in enumerate(x, 1)), [0.5] * 4,
     [{"type": "ineq", "fun": lambda x: 0.25 - ((x - 0.5) ** 2).sum()}], None),
]
minima = []
for query, f, start, constraints, bounds in problems:
    answer = minimize(f, numpy.array(start, float), method="SLSQP", bounds=bounds, constraints=constraints, options={"ftol": 1e-16, "maxiter": 2000})
    minima.append({"query": query, "at": answer.x.tolist(), "value": float(f(answer.x))})
print(json.dumps({"points": points, "minima": minima}, indent=1))
