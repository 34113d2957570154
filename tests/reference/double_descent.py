#!/usr/bin/env python3
"""Writes double_descent.json: test errors of least squares on a part of the features. Without ridge by the formula of Belkin, Hsu & Xu
(arXiv:1903.07571, theorem 1) in mpmath; and as means over many draws with numpy's lstsq and solve, with standard errors.
Run with Debian's python3-numpy and python3-mpmath from the root of the repository: python3 tests/reference/double_descent.py"""
import json

import mpmath as mp
import numpy as np

mp.mp.dps = 40
rng = np.random.default_rng(20)
DRAWS = 4000


def beta_of(features, falloff, signal):
    beta = [mp.mpf(j) ** -mp.mpf(falloff) for j in range(1, features + 1)]
    norm = mp.sqrt(sum(b * b for b in beta))
    return [b * signal / norm for b in beta]


def exact(n, beta, noise, p):
    used, unused = sum(b * b for b in beta[:p]), sum(b * b for b in beta[p:])
    if p <= n - 2:
        return (unused + noise ** 2) * (1 + mp.mpf(p) / (n - p - 1))
    if p >= n + 2:
        return used * (1 - mp.mpf(n) / p) + (unused + noise ** 2) * (1 + mp.mpf(n) / (p - n - 1))
    return mp.inf


def simulate(n, beta, noise, ridge, p):
    beta = np.array([float(b) for b in beta])
    risks = []
    for _ in range(DRAWS):
        x = rng.standard_normal((n, len(beta)))
        y = x @ beta + noise * rng.standard_normal(n)
        x = x[:, :p]
        if ridge == 0:
            b = np.linalg.lstsq(x, y, rcond=None)[0]
        else:
            b = np.linalg.solve(x.T @ x + n * ridge * np.eye(p), x.T @ y)
        risks.append(((b - beta[:p]) ** 2).sum() + (beta[p:] ** 2).sum() + noise ** 2)
    return np.mean(risks), np.std(risks, ddof=1) / np.sqrt(DRAWS)


CASES = [(20, 50, "0", "0.5", 0, p) for p in (1, 5, 12, 18, 22, 30, 50)]
CASES += [(30, 80, "1", "0.1", 0, p) for p in (3, 10, 20, 40, 80)]
CASES += [(40, 90, "0.3", "0.5", ridge, p) for ridge in (0.01, 0.1, 1) for p in (4, 20, 39, 40, 41, 60, 90)]
cases = []
for n, features, falloff, noise, ridge, p in CASES:
    beta = beta_of(features, falloff, 1)
    case = {"query": f"examples={n}&features={features}&falloff={falloff}&noise={noise}&ridge={ridge}&parameters={p}&trials=400"}
    if ridge == 0:
        case["exact"] = float(exact(n, beta, mp.mpf(noise), p))
    if abs(p - n) >= 8 or ridge > 0:
        case["mean"], case["error"] = simulate(n, beta, float(noise), ridge, p)
    cases.append(case)
with open("tests/reference/double_descent.json", "w") as file:
    json.dump({"cases": cases}, file, indent=1)
    file.write("\n")
