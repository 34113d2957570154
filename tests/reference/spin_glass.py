#!/usr/bin/env python3
"""Writes spin_glass.json: expected numbers of critical points of the spherical p-spin glass by index and energy, from the formula of Kac and Rice with
the joint density of all eigenvalues of the Gaussian orthogonal ensemble integrated by quadrature, 2 to 4 spins (no Pfaffians); the lowest
energy for many spins, from the integral of Auffinger, Ben Arous & Cerny (2013), (2.14) to (2.16); and shares of eigenvalues by the law of Marchenko and Pastur.
Run with Debian's python3-numpy and python3-mpmath from the root of the repository: python3 tests/reference/spin_glass.py"""
import itertools
import json

import mpmath as mp
import numpy as np

mp.mp.dps = 30


def expectations(n, t):
    """E[|det(A - t)|; k eigenvalues below t], k = 0 .. n, entries of variance 2 on the diagonal and 1 off it: eigenvalues as distances from t, each below
    or above it, by Gauss-Legendre rules on [0, 16] in panels (the integrand is smooth for each order, but for corners where two are equal: hence
    ordered simplices by Duffy's map)."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    edges = np.concatenate([np.linspace(0, 12, 13), [16, 24]])
    x = np.concatenate([(b - a) / 2 * nodes + (a + b) / 2 for a, b in zip(edges, edges[1:])])
    w = np.concatenate([(b - a) / 2 * weights for a, b in zip(edges, edges[1:])])
    u, v = (nodes + 1) / 2, weights / 2

    def joint(values, det):
        product = np.ones_like(values[0])
        for i, j in itertools.combinations(range(n), 2):
            product = product * abs(values[i] - values[j])
        for value in values:
            product = product * np.exp(-value ** 2 / 4) * (abs(value - t) if det else 1)
        return product

    def ordered(count):
        """Points and weights over 0 < y1 < .. < ycount."""
        if count == 0:
            return [], np.ones(1)
        points, weight = [x], w
        for _ in range(count - 1):
            inner = points[0][:, None] * u[None, :]
            weight = (weight * points[0])[:, None] * v[None, :]
            points = [inner.ravel()] + [np.repeat(p, len(u)) for p in points]
            weight = weight.ravel()
        return points, weight

    def total(det):
        sums = []
        for k in range(n + 1):
            below, wb = ordered(k)
            above, wa = ordered(n - k)
            values = [t - np.repeat(p, len(wa)) for p in below] + [t + np.tile(p, len(wb)) for p in above]
            sums.append(float(np.sum(joint(values, det) * np.repeat(wb, len(wa)) * np.tile(wa, len(wb)))))
        return sums

    return [value / sum(total(False)) for value in total(True)]


def density(spins, p, energy):
    n = spins - 1
    t = energy * np.sqrt(spins * p / (p - 1))
    area = 2 * mp.pi ** (mp.mpf(spins) / 2) / mp.gamma(mp.mpf(spins) / 2)
    factor = area * mp.sqrt(spins) * mp.npdf(mp.sqrt(spins) * energy) * ((p - 1) / (2 * mp.pi)) ** (mp.mpf(n) / 2)
    return [float(factor * e) for e in expectations(n, t)]


def lowest(p):
    end = 2 * mp.sqrt(mp.mpf(p - 1) / p)

    def complexity(u):
        outside = 2 / end ** 2 * mp.quad(lambda z: mp.sqrt(z * z - end * end), [u, -end])
        return mp.log(p - 1) / 2 - mp.mpf(p - 2) / (4 * (p - 1)) * u * u - outside
    return float(mp.findroot(complexity, (-end - mp.mpf("1e-3"), -end - 1), solver="anderson"))


def pastur(ratio, x):
    r = mp.mpf(ratio)
    a, b = (1 - mp.sqrt(r)) ** 2, (1 + mp.sqrt(r)) ** 2
    # x = middle + half sin(s), which is smooth at both ends
    middle, half = (a + b) / 2, (b - a) / 2
    top = mp.asin(max(-1, min(1, (x - middle) / half)))
    def slope(s):  # (b - x)(x - a)/x
        return half * (1 - mp.sin(s)) if a == 0 else half ** 2 * mp.cos(s) ** 2 / (middle + half * mp.sin(s))
    return float(mp.quad(slope, mp.linspace(-mp.pi / 2, top, 9)) / (2 * mp.pi * r))


glass = [{"spins": n, "interactions": p, "energy": e, "densities": density(n, p, e)}
         for n, p, e in [(2, 3, -0.7), (2, 5, 0.3), (3, 3, -1.1), (3, 3, 0), (3, 4, -0.4), (3, 20, 0.9), (4, 3, -1.3), (4, 3, -0.2), (4, 2, 0.5), (4, 7, -0.9)]]
with open("tests/reference/spin_glass.json", "w") as file:
    json.dump({"densities": glass, "lowest": [{"interactions": p, "energy": lowest(p)} for p in (3, 4, 5, 10, 20)],
               "marchenko_pastur": [{"ratio": r, "x": x, "below": pastur(r, x)} for r in (0.1, 0.5, 1, 2, 10) for x in (0.3, 0.6, 1, 1.5, 3, 12)]},
              file, indent=1)
    file.write("\n")
