"""The catalogue's newer landscapes by their published definitions, written a second time: values and gradients at random points of their domains.

usage: python3 catalogue.py > catalogue.json      (Debian: python3-mpmath)

A record is a landscape's name and points, each with `x`, `f` and the gradient `g`. Sources are those of lib/landscape/catalogue.c.
"""
import json
import random

import mpmath as mp

mp.mp.dps = 50
R = random.Random(16)
s, c, e, q, pi = mp.sin, mp.cos, mp.exp, mp.sqrt, mp.pi
M = mp.mpf


def sq(v):
    return sum(t * t for t in v)


def boha(last):
    return lambda x, y: x * x + 2 * y * y + last(3 * pi * x, 4 * pi * y)


def residuals(rows):
    return lambda *x: sum(t * t for t in rows(*x))


BARD = "0.14 0.18 0.22 0.25 0.29 0.32 0.35 0.39 0.37 0.58 0.73 0.96 1.34 2.10 4.39".split()
GAUSS = "0.0009 0.0044 0.0175 0.0540 0.1295 0.2420 0.3521 0.3989 0.3521 0.2420 0.1295 0.0540 0.0175 0.0044 0.0009".split()
KOW = "0.1957 0.1947 0.1735 0.1600 0.0844 0.0627 0.0456 0.0342 0.0323 0.0235 0.0246".split()
KOU = "4 2 1 0.5 0.25 0.167 0.125 0.1 0.0833 0.0714 0.0625".split()
D = lambda texts: [M(float(t)) for t in texts]
H3A = [[3, 10, 30], ["0.1", 10, 35], [3, 10, 30], ["0.1", 10, 35]]
H3P = [[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]
H6A = [[10, 3, 17, "3.5", "1.7", 8], ["0.05", 10, 17, "0.1", 8, 14], [3, "3.5", "1.7", 10, 17, 8], [17, 8, "0.05", 10, "0.1", 14]]
H6P = [[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991], [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]]


def hartmann(A, P):
    return lambda *x: -sum(M(float(w)) * e(-sum(M(float(a)) * (v - M(p) / 10000) ** 2 for a, p, v in zip(ra, rp, x))) for w, ra, rp in zip((1, 1.2, 3, 3.2), A, P))


SHC = list(zip((4, 1, 8, 6, 3, 2, 5, 8, 6, 7), (4, 1, 8, 6, 7, 9, 3, 1, 2, 3.6)))
LAN = [(1, 3, 5), (2, 5, 2), (5, 2, 1), (2, 1, 4), (3, 7, 9)]
T = lambda v: M(float(v))
MEYER = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872]
OSBORNE_1 = "0.844 0.908 0.932 0.936 0.925 0.908 0.881 0.850 0.818 0.784 0.751 0.718 0.685 0.658 0.628 0.603 0.580 0.558 0.538 0.522 0.506 0.490 0.478 0.467 0.457 0.448 0.438 0.431 0.424 0.420 0.414 0.411 0.406".split()
OSBORNE_2 = "1.366 1.191 1.112 1.013 0.991 0.885 0.831 0.847 0.786 0.725 0.746 0.679 0.608 0.655 0.616 0.606 0.602 0.626 0.651 0.724 0.649 0.649 0.694 0.644 0.624 0.661 0.612 0.558 0.533 0.495 0.500 0.423 0.395 0.375 0.372 0.391 0.396 0.405 0.428 0.429 0.523 0.562 0.607 0.653 0.672 0.708 0.633 0.668 0.645 0.632 0.591 0.559 0.597 0.625 0.739 0.710 0.729 0.720 0.636 0.581 0.428 0.292 0.162 0.098 0.054".split()
H4A = [[10, 3, 17, "3.5"], ["0.05", 10, 17, "0.1"], [3, "3.5", "1.7", 10], [17, 8, "0.05", 10]]
H4P = [[1312, 1696, 5569, 124], [2329, 4135, 8307, 3736], [2348, 1451, 3522, 2883], [4047, 8828, 8732, 5743]]


def osborne_2(*x):
    return [y - (x[0] * e(-t * x[4]) + sum(x[k] * e(-((t - x[7 + k]) ** 2) * x[4 + k]) for k in (1, 2, 3))) for t, y in ((M(i) / 10, y) for i, y in enumerate(D(OSBORNE_2)))]


def watson(*x):
    rows = [sum(j * v * (M(i) / 29) ** (j - 1) for j, v in enumerate(x) if j) - sum(v * (M(i) / 29) ** j for j, v in enumerate(x)) ** 2 - 1 for i in range(1, 30)]
    return rows + [x[0], x[1] - x[0] ** 2 - 1]


def penalty_2(*x):
    n, a = len(x), q(T(1e-5))
    rows = [a * (e(x[i] / 10) + e(x[i - 1] / 10) - e(M(i + 1) / 10) - e(M(i) / 10)) for i in range(1, n)]
    return [x[0] - T(.2)] + rows + [a * (e(v / 10) - e(-M(1) / 10)) for v in x[1:]] + [sum((n - j) * v * v for j, v in enumerate(x)) - 1]


def boundary_value(*x):
    h, y = M(1) / (len(x) + 1), [0, *x, 0]
    return [2 * y[i] - y[i - 1] - y[i + 1] + h * h * (y[i] + i * h + 1) ** 3 / 2 for i in range(1, len(x) + 1)]


def integral_equation(*x):
    h = M(1) / (len(x) + 1)
    g = [(v + j * h + 1) ** 3 for j, v in enumerate(x, 1)]
    kernel = lambda t, u: (1 - t) * u if u <= t else t * (1 - u)
    return [v + h / 2 * sum(kernel(i * h, j * h) * w for j, w in enumerate(g, 1)) for i, v in enumerate(x, 1)]


def tridiagonal(*x):
    y = [0, *x, 0]
    return [(3 - 2 * y[i]) * y[i] - y[i - 1] - 2 * y[i + 1] + 1 for i in range(1, len(x) + 1)]


def banded(*x):
    return [v * (2 + 5 * v * v) + 1 - sum(x[j] * (1 + x[j]) for j in range(max(0, i - 5), min(len(x), i + 2)) if j != i) for i, v in enumerate(x)]


def chebyquad(*x):
    return [sum(mp.chebyt(i, 2 * v - 1) for v in x) / len(x) - (0 if i % 2 else M(1) / (1 - i * i)) for i in range(1, len(x) + 1)]


def matrices(x, n):
    return [mp.matrix([list(x[k + n * i:k + n * i + n]) for i in range(n)]) for k in range(0, len(x), n * n)]


def squared(matrix):
    return sum(v ** 2 for v in matrix)


def factorization(*x):
    first, second = matrices(x, 3)
    return squared(second * first - mp.matrix([[M(1) / (i + j + 1) for j in range(3)] for i in range(3)]))


def deep_linear(*x):
    first, second, third = matrices(x, 2)
    return squared(third * second * first - mp.diag([3, 1]))


ALL = {  # name: (dimension, low, high, function)
    "drop_wave": (2, -5, 5, lambda x, y: -(1 + c(12 * q(x * x + y * y))) / ((x * x + y * y) / 2 + 2)),
    "schaffer_n2": (2, -9, 9, lambda x, y: M(1) / 2 + (s(x * x - y * y) ** 2 - M(1) / 2) / (1 + T(.001) * (x * x + y * y)) ** 2),
    "schaffer_n4": (2, -9, 9, lambda x, y: M(1) / 2 + (c(s(abs(x * x - y * y))) ** 2 - M(1) / 2) / (1 + T(.001) * (x * x + y * y)) ** 2),
    "bohachevsky_n1": (2, -9, 9, boha(lambda a, b: -T(.3) * c(a) - T(.4) * c(b) + T(.7))),
    "bohachevsky_n2": (2, -9, 9, boha(lambda a, b: -T(.3) * c(a) * c(b) + T(.3))),
    "bohachevsky_n3": (2, -9, 9, boha(lambda a, b: -T(.3) * c(a + b) + T(.3))),
    "shubert": (2, -9, 9, lambda x, y: mp.fprod(sum(i * c((i + 1) * v + i) for i in range(1, 6)) for v in (x, y))),
    "trefethen": (2, -1, 1, lambda x, y: e(s(50 * x)) + s(60 * e(y)) + s(70 * s(x)) + s(s(80 * y)) - s(10 * (x + y)) + (x * x + y * y) / 4),
    "egg_crate": (2, -5, 5, lambda x, y: x * x + y * y + 25 * (s(x) ** 2 + s(y) ** 2)),
    "bird": (2, -6, 6, lambda x, y: s(x) * e((1 - c(y)) ** 2) + c(y) * e((1 - s(x)) ** 2) + (x - y) ** 2),
    "hosaki": (2, 0, 5, lambda x, y: (1 - 8 * x + 7 * x ** 2 - M(7) / 3 * x ** 3 + x ** 4 / 4) * y * y * e(-y)),
    "adjiman": (2, -1, 1, lambda x, y: c(x) * s(y) - x / (y * y + 1)),
    "ackley_n2": (2, -30, 30, lambda x, y: -200 * e(-T(.02) * q(x * x + y * y))),
    "brent": (2, -20, 0, lambda x, y: (x + 10) ** 2 + (y + 10) ** 2 + e(-x * x - y * y)),
    "leon": (2, -1, 1, lambda x, y: 100 * (y - x ** 3) ** 2 + (1 - x) ** 2),
    "levy_n13": (2, -9, 9, lambda x, y: s(3 * pi * x) ** 2 + (x - 1) ** 2 * (1 + s(3 * pi * y) ** 2) + (y - 1) ** 2 * (1 + s(2 * pi * y) ** 2)),
    "zettl": (2, -1, 5, lambda x, y: (x * x + y * y - 2 * x) ** 2 + x / 4),
    "bartels_conn": (2, -5, 5, lambda x, y: abs(x * x + y * y + x * y) + abs(s(x)) + abs(c(y))),
    "treccani": (2, -5, 5, lambda x, y: x ** 4 + 4 * x ** 3 + 4 * x ** 2 + y * y),
    "deckkers_aarts": (2, -20, 20, lambda x, y: 10 ** 5 * x * x + y * y - (x * x + y * y) ** 2 + T(1e-5) * (x * x + y * y) ** 4),
    "langermann": (2, 0, 10, lambda x, y: sum(w * e(-((x - a) ** 2 + (y - b) ** 2) / pi) * c(pi * ((x - a) ** 2 + (y - b) ** 2)) for w, a, b in LAN)),
    "de_jong_n5": (2, -40, 40, lambda x, y: 1 / (T(.002) + sum(1 / (5 * i + j + 1 + (x + 32 - 16 * j) ** 6 + (y + 32 - 16 * i) ** 6) for i in range(5) for j in range(5)))),
    "freudenstein_roth": (2, -5, 5, lambda x, y: (-13 + x + ((5 - y) * y - 2) * y) ** 2 + (-29 + x + ((y + 1) * y - 14) * y) ** 2),
    "jennrich_sampson": (2, 0, .4, lambda x, y: sum((2 + 2 * i - e(i * x) - e(i * y)) ** 2 for i in range(1, 11))),
    "powell_badly_scaled": (2, 0, 9, lambda x, y: (10000 * x * y - 1) ** 2 + (e(-x) + e(-y) - T(1.0001)) ** 2),
    "brown_badly_scaled": (2, 0, 9, lambda x, y: (x - 10 ** 6) ** 2 + (y - T(2e-6)) ** 2 + (x * y - 2) ** 2),
    "helical_valley": (3, .1, 2, lambda x, y, z: 100 * ((z - 10 * mp.atan2(y, x) / (2 * pi)) ** 2 + (q(x * x + y * y) - 1) ** 2) + z * z),
    "bard": (3, .5, 3, residuals(lambda a, b, d: [y - (a + i / ((16 - i) * b + min(i, 16 - i) * d)) for i, y in enumerate(D(BARD), 1)])),
    "gaussian": (3, .1, 1, residuals(lambda a, b, d: [a * e(-b * (M(8 - i) / 2 - d) ** 2 / 2) - y for i, y in enumerate(D(GAUSS), 1)])),
    "box": (3, 0, 10, residuals(lambda a, b, d: [e(-t * a) - e(-t * b) - d * (e(-t) - e(-10 * t)) for t in [T(.1) * i for i in range(1, 11)]])),
    "powell_singular": (4, -4, 4, lambda x, y, z, w: (x + 10 * y) ** 2 + 5 * (z - w) ** 2 + (y - 2 * z) ** 4 + 10 * (x - w) ** 4),
    "wood": (4, -3, 3, lambda x, y, z, w: 100 * (y - x * x) ** 2 + (1 - x) ** 2 + 90 * (w - z * z) ** 2 + (1 - z) ** 2 + 10 * (y + w - 2) ** 2 + (y - w) ** 2 / 10),
    "colville": (4, -9, 9, lambda x, y, z, w: 100 * (x * x - y) ** 2 + (x - 1) ** 2 + (z - 1) ** 2 + 90 * (z * z - w) ** 2 + T(10.1) * ((y - 1) ** 2 + (w - 1) ** 2) + T(19.8) * (y - 1) * (w - 1)),
    "kowalik_osborne": (4, .1, 1, residuals(lambda a, b, d, f: [y - a * (u * u + u * b) / (u * u + u * d + f) for y, u in zip(D(KOW), D(KOU))])),
    "brown_dennis": (4, -9, 9, lambda a, b, d, f: sum(((a + t * b - e(t)) ** 2 + (d + f * s(t) - c(t)) ** 2) ** 2 for t in [M(i) / 5 for i in range(1, 21)])),
    "shekel": (4, 0, 10, lambda *x: -sum(1 / (sum((v - T(C[k % 2])) ** 2 for k, v in enumerate(x)) + M(b) / 10) for C, b in zip(SHC, (1, 2, 2, 4, 4, 6, 3, 7, 5, 5)))),
    "power_sum": (4, 0, 4, lambda *x: sum((sum(v ** k for v in x) - b) ** 2 for k, b in enumerate((8, 18, 44, 114), 1))),
    "hartmann_3": (3, 0, 1, hartmann(H3A, H3P)),
    "hartmann_6": (6, 0, 1, hartmann(H6A, H6P)),
    "biggs_exp6": (6, 1, 5, residuals(lambda a, b, d, f, g, h: [d * e(-t * a) - f * e(-t * b) + h * e(-t * g) - (e(-t) - 5 * e(-10 * t) + 3 * e(-4 * t)) for t in [T(.1) * i for i in range(1, 14)]])),
    "trid": (4, -9, 9, lambda *x: sum((v - 1) ** 2 for v in x) - sum(a * b for a, b in zip(x, x[1:]))),
    "perm": (3, -3, 3, lambda *x: sum(sum((j ** i + M(1) / 2) * ((v / j) ** i - 1) for j, v in enumerate(x, 1)) ** 2 for i in range(1, len(x) + 1))),
    "perm_zero": (3, -3, 3, lambda *x: sum(sum((j + 10) * (v ** i - M(1) / j ** i) for j, v in enumerate(x, 1)) ** 2 for i in range(1, len(x) + 1))),
    "rotated_hyper_ellipsoid": (4, -60, 60, lambda *x: sum(sq(x[:i]) for i in range(1, len(x) + 1))),
    "sum_squares": (4, -9, 9, lambda *x: sum(i * v * v for i, v in enumerate(x, 1))),
    "sum_of_powers": (4, -1, 1, lambda *x: sum(abs(v) ** (i + 1) for i, v in enumerate(x, 1))),
    "alpine": (3, -9, 9, lambda *x: sum(abs(v * s(v) + T(.1) * v) for v in x)),
    "qing": (3, -9, 9, lambda *x: sum((v * v - i) ** 2 for i, v in enumerate(x, 1))),
    "salomon": (3, -9, 9, lambda *x: 1 - c(2 * pi * q(sq(x))) + T(.1) * q(sq(x))),
    "brown": (3, -1, 2, lambda *x: sum((a * a) ** (b * b + 1) + (b * b) ** (a * a + 1) for a, b in zip(x, x[1:]))),
    "exponential": (3, -1, 1, lambda *x: -e(-sq(x) / 2)),
    "chung_reynolds": (3, -9, 9, lambda *x: sq(x) ** 2),
    "schwefel_2_22": (3, -9, 9, lambda *x: sum(abs(v) for v in x) + mp.fprod(abs(v) for v in x)),
    "schwefel_2_20": (3, -9, 9, lambda *x: sum(abs(v) for v in x)),
    "xin_she_yang_n2": (3, -6, 6, lambda *x: sum(abs(v) for v in x) * e(-sum(s(v * v) for v in x))),
    "variably_dimensioned": (4, -2, 2, lambda *x: sum((v - 1) ** 2 for v in x) + sum(i * (v - 1) for i, v in enumerate(x, 1)) ** 2 + sum(i * (v - 1) for i, v in enumerate(x, 1)) ** 4),
    "trigonometric": (3, -2, 2, lambda *x: sum((len(x) - sum(c(v) for v in x) + i * (1 - c(v)) - s(v)) ** 2 for i, v in enumerate(x, 1))),
    "meyer": (3, 1, 300, residuals(lambda a, b, d: [a * e(b / (45 + 5 * i + d)) - y for i, y in enumerate(MEYER, 1)])),
    "gulf": (3, 1, 3, residuals(lambda a, b, d: [e(-abs(25 + (-50 * mp.log(M(i) / 100)) ** (M(2) / 3) - b) ** d / a) - M(i) / 100 for i in range(1, 100)])),
    "osborne_1": (5, 0, 1, residuals(lambda a, b, d, f, g: [y - (a + b * e(-10 * i * f) + d * e(-10 * i * g)) for i, y in enumerate(D(OSBORNE_1))])),
    "osborne_2": (11, 0, 6, residuals(osborne_2)),
    "watson": (6, -2, 2, residuals(watson)),
    "hartmann_4": (4, 0, 1, lambda *x: (T(1.1) + hartmann(H4A, H4P)(*x)) / T(.839)),
    "penalty_1": (4, -4, 4, lambda *x: T(1e-5) * sum((v - 1) ** 2 for v in x) + (sq(x) - M(1) / 4) ** 2),
    "penalty_2": (4, -1, 1, residuals(penalty_2)),
    "brown_almost_linear": (4, -2, 2, residuals(lambda *x: [v + sum(x) - len(x) - 1 for v in x[:-1]] + [mp.fprod(x) - 1])),
    "discrete_boundary_value": (5, -1, 1, residuals(boundary_value)),
    "discrete_integral_equation": (5, -1, 1, residuals(integral_equation)),
    "broyden_tridiagonal": (5, -2, 2, residuals(tridiagonal)),
    "broyden_banded": (7, -1, 1, residuals(banded)),
    "linear_full_rank": (4, -5, 5, residuals(lambda *x: [v - M(2) / len(x) * sum(x) - 1 for v in x])),
    "linear_rank_1": (4, -5, 5, residuals(lambda *x: [i * sum(j * v for j, v in enumerate(x, 1)) - 1 for i in range(1, len(x) + 1)])),
    "linear_rank_1_zero": (5, -5, 5, residuals(lambda *x: [-1, -1] + [i * sum(j * v for j, v in enumerate(x[1:-1], 2)) - 1 for i in range(1, len(x) - 1)])),
    "chebyquad": (8, 0, 1, residuals(chebyquad)),
    "gramacy_lee": (1, .5, 2.5, lambda x: s(10 * pi * x) / (2 * x) + (x - 1) ** 4),
    "mccormick": (2, -1.5, 4, lambda x, y: s(x + y) + (x - y) ** 2 - 3 * x / 2 + 5 * y / 2 + 1),
    "cross_in_tray": (2, -10, 10, lambda x, y: -T(.0001) * (abs(s(x) * s(y) * e(abs(100 - q(x * x + y * y) / pi))) + 1) ** T(.1)),
    "holder_table": (2, -10, 10, lambda x, y: -abs(s(x) * c(y) * e(abs(1 - q(x * x + y * y) / pi)))),
    "matrix_factorization": (18, -2, 2, factorization),
    "deep_linear": (12, -2, 2, deep_linear),
    "matrix_regression": (12, -5, 5, lambda *x: sum(M(4) ** -i * M(9) ** -j * (x[3 * i + j] - i + j) ** 2 for i in range(4) for j in range(3)) / 2),
}

if __name__ == "__main__":
    records, h = [], M(10) ** -20
    for name, (n, low, high, f) in ALL.items():
        points = []
        for _ in range(4):
            x = [round(R.uniform(low, high), 6) for _ in range(n)]
            at = [M(v) for v in x]
            moved = lambda i, d: f(*[v + (d if k == i else 0) for k, v in enumerate(at)])
            points.append({"x": x, "f": float(f(*at)), "g": [float((moved(i, h) - moved(i, -h)) / (2 * h)) for i in range(n)]})
        records.append({"name": name, "points": points})
    print("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]")
