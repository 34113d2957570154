#!/usr/bin/env python3
"""Writes sweep.json: where descents over 32 x 32 settings end, by the methods' rules as their papers and torch have them, written in numpy for a whole
grid at once and with derivatives by hand. Of each grid the value after the last step, and whether the run diverged as lib/study/sweep.h defines it.
Run with Debian's python3-numpy from the root of the repository: python3 tests/reference/sweep.py"""
import json

import numpy as np

SIDE, STEPS = 32, 30


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2, -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)


def himmelblau(x, y):
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b, 4 * x * a + 2 * b, 2 * a + 4 * y * b


def quartic(x, y):
    return x ** 4 / 4 + y * y, x ** 3, 2 * y


def gd(p, g, state, t, s):
    return p - s["lr"] * g


def momentum(p, g, state, t, s):
    state["v"] = s["momentum"] * state.get("v", 0) + g
    return p - s["lr"] * state["v"]


def nesterov(p, g, state, t, s):
    state["v"] = s["momentum"] * state.get("v", 0) + g
    return p - s["lr"] * (g + s["momentum"] * state["v"])


def adam(p, g, state, t, s):
    b1, b2 = s.get("beta1", 0.9), s.get("beta2", 0.999)
    state["m"] = b1 * state.get("m", 0) + (1 - b1) * g
    state["v"] = b2 * state.get("v", 0) + (1 - b2) * g * g
    return p - s["lr"] * (state["m"] / (1 - b1 ** t)) / (np.sqrt(state["v"] / (1 - b2 ** t)) + 1e-8)


def rmsprop(p, g, state, t, s):
    a = s.get("alpha", 0.99)
    state["v"] = a * state.get("v", 0) + (1 - a) * g * g
    return p - s["lr"] * g / (np.sqrt(state["v"]) + 1e-8)


# What is asked of the service, and the same in numpy: function, rule, start, the two settings.
CASES = [
    ("f=rosenbrock&optimizer=gd&start=-1.2,1&x=lr,0.00001:0.004,log&y=start.x,-1.5:0.5", rosenbrock, gd, (-1.2, 1),
     ("lr", 1e-5, 4e-3, True), ("start", -1.5, 0.5, False)),
    ("f=himmelblau&optimizer=momentum&start=1,1&x=lr,0.0001:0.02,log&y=momentum,0:0.9", himmelblau, momentum, (1, 1),
     ("lr", 1e-4, 2e-2, True), ("momentum", 0, 0.9, False)),
    ("f=x^4/4+y^2&optimizer=nesterov&start=1.5,-2&x=lr,0.01:1.2&y=momentum,0:0.95", quartic, nesterov, (1.5, -2),
     ("lr", 0.01, 1.2, False), ("momentum", 0, 0.95, False)),
    ("f=rosenbrock&optimizer=adam&start=-1.2,1&x=lr,0.001:0.3,log&y=beta1,0:0.95", rosenbrock, adam, (-1.2, 1),
     ("lr", 1e-3, 0.3, True), ("beta1", 0, 0.95, False)),
    ("f=himmelblau&optimizer=rmsprop&start=0.5,-1&x=lr,0.001:0.1,log&y=alpha,0.5:0.99", himmelblau, rmsprop, (0.5, -1),
     ("lr", 1e-3, 0.1, True), ("alpha", 0.5, 0.99, False)),
]


def positions(name, low, high, log):
    return np.exp(np.linspace(np.log(low), np.log(high), SIDE)) if log else np.linspace(low, high, SIDE)


def compute(function, rule, start, x, y):
    across, up = np.meshgrid(positions(*x), positions(*y))
    settings = {x[0]: across, y[0]: up}
    point = np.array([np.full((SIDE, SIDE), float(start[0])), np.full((SIDE, SIDE), float(start[1]))])
    if "start" in settings:
        point[0] = settings["start"]
    state, early, late = {}, np.full((SIDE, SIDE), -np.inf), np.full((SIDE, SIDE), -np.inf)
    overflowed = np.zeros((SIDE, SIDE), bool)
    with np.errstate(all="ignore"):
        for t in range(STEPS + 1):
            value, gx, gy = function(*point)
            overflowed |= ~np.isfinite(value)
            if t <= STEPS // 2:
                early = np.maximum(early, value)
            else:
                late = np.maximum(late, value)
            if t < STEPS:
                point = rule(point, np.array([gx, gy]), state, t + 1, settings)
    diverged = overflowed | ~(late <= early)
    return value, diverged


def main():
    cases = []
    for query, function, rule, start, x, y in CASES:
        value, diverged = compute(function, rule, start, x, y)
        cases.append({"query": f"{query}&samples={SIDE}&steps={STEPS}&tolerance=0",
                      "value": [None if d else float(f"{v:.12g}") for v, d in zip(value.ravel(), diverged.ravel())]})
    with open("tests/reference/sweep.json", "w", encoding="utf-8") as file:
        json.dump({"cases": cases}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
