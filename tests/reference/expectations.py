"""Expectations of losses over data by mpmath, 40 digits, with the singular points as ends of its intervals: writes expectations.inc."""
from mpmath import mp, mpf, quad, exp, log, sqrt, pi, gamma, inf, cos, sin, floor, tanh, atan

mp.dps = 40


def normal(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def laplace(z):
    return exp(-abs(z)) / 2


def student(df):
    c = gamma(mpf(df + 1) / 2) / (sqrt(df * pi) * gamma(mpf(df) / 2))
    return lambda z: c * (1 + z * z / df) ** (-mpf(df + 1) / 2)


DENSITIES = {
    "normal": (normal, (-inf, inf)),
    "uniform": (lambda z: mpf(1) / 2, (-1, 1)),
    "laplace": (laplace, (-inf, inf)),
    "student(df=4)": (student(4), (-inf, inf)),
    "student(df=1.5)": (student(mpf(3) / 2), (-inf, inf)),
}
POINTS = {
    "rademacher": [(-1, mpf(1) / 2), (1, mpf(1) / 2)],
    "discrete(-1;0;2)": [(-1, mpf(1) / 3), (0, mpf(1) / 3), (2, mpf(1) / 3)],
    "discrete(values=0;1,weights=3;1)": [(0, mpf(3) / 4), (1, mpf(1) / 4)],
    "empirical(0.5;1.25;0.5;-2)": [(mpf("0.5"), mpf(1) / 2), (mpf("1.25"), mpf(1) / 4), (-2, mpf(1) / 4)],
}


def ind(condition):
    return mpf(1) if condition else mpf(0)


# text, function, places where it is not smooth, data it is finite for
LOSSES = [
    ("exp(x*z)", lambda x, z: exp(x * z), lambda x: [], ["normal", "uniform"], [0, 1, -3, 7, 10, -20]),
    ("exp(x*z)", lambda x, z: exp(x * z), lambda x: [], ["laplace"], [0, mpf(1) / 2, mpf("-0.75"), mpf(0.97), mpf(-0.97), mpf(-0.98), mpf(0.98), mpf(0.99), mpf(-0.99), mpf(0.999), mpf(-0.999)]),
    ("(x-z)^2", lambda x, z: (x - z) ** 2, lambda x: [], ["normal", "uniform", "laplace", "student(df=4)"], [0, mpf(3) / 2, -4]),
    ("abs(x-z)", lambda x, z: abs(x - z), lambda x: [x], None, [0, mpf("0.3"), -2]),
    ("where(z<x,0.25,0.75)*abs(x-z)", lambda x, z: (mpf(1) / 4 if z < x else mpf(3) / 4) * abs(x - z), lambda x: [x], None, [0, mpf("0.7"), -1]),
    ("max(0,1-x*z)", lambda x, z: max(mpf(0), 1 - x * z), lambda x: [1 / x] if x else [], None, [mpf("0.5"), 2, -3]),
    ("where(z<x,0,1)", lambda x, z: ind(not z < x), lambda x: [x], None, [mpf("0.1"), mpf("-0.77"), 1.5]),
    ("where(x*z>0,0,1)", lambda x, z: ind(not x * z > 0), lambda x: [0], None, [1, mpf("1.5")]),
    ("where(abs(x-z)<1,(x-z)^2/2,abs(x-z)-0.5)", lambda x, z: (x - z) ** 2 / 2 if abs(x - z) < 1 else abs(x - z) - mpf(1) / 2, lambda x: [x - 1, x + 1], None,
     [0, mpf("0.4"), 3]),
    ("softplus(-x*z)", lambda x, z: log(1 + exp(-x * z)), lambda x: [], None, [mpf("0.5"), 2]),
    ("log(1+exp(-x*z))", lambda x, z: log(1 + exp(-x * z)), lambda x: [], ["normal", "laplace"], [mpf("0.5")]),
    ("(x-1)^2/abs(z)^0.5", lambda x, z: (x - 1) ** 2 / sqrt(abs(z)), lambda x: [0], ["normal", "uniform", "laplace", "student(df=4)"], [0, 3]),
    ("1/abs(x-z)^0.5", lambda x, z: 1 / sqrt(abs(x - z)), lambda x: [x], ["normal", "laplace", "student(df=4)", "student(df=1.5)"], [0, mpf("0.3"), 2, 5]),
    ("log(abs(x-z))", lambda x, z: log(abs(x - z)), lambda x: [x], ["normal", "uniform", "laplace", "student(df=1.5)"], [mpf("0.25"), mpf("0.3")]),
    ("1/abs(z)^0.9+x", lambda x, z: abs(z) ** mpf("-0.9") + x, lambda x: [0], ["normal", "uniform"], [0]),
    ("cos(5*x*z)", lambda x, z: cos(5 * x * z), lambda x: [], ["normal", "uniform"], [1]),
    ("abs(z)^1.25+x", lambda x, z: abs(z) ** mpf("1.25") + x, lambda x: [0], ["student(df=1.5)", "normal"], [0]),
    ("floor(3*z)+x", lambda x, z: floor(3 * z) + x, lambda x: [mpf(k) / 3 for k in range(-30, 31)], ["normal", "uniform"], [0, 1]),
    ("atan(x*z)^2", lambda x, z: atan(x * z) ** 2, lambda x: [], ["normal", "student(df=1.5)"], [1, 40]),
]

for text, loss, places, names, xs in LOSSES:
    for name in names or [*DENSITIES, *POINTS]:
        for x in xs:
            x = mpf(float(x))
            if name in POINTS:
                value = sum(p * loss(x, z) for z, p in POINTS[name])
            else:
                density, (low, high) = DENSITIES[name]
                if name == "student(df=1.5)" and text in ("exp(x*z)",):
                    continue
                # the peak of exp(x z) and the places, and powers of ten outward, are ends
                ends = {mpf(0), *map(mpf, places(x))}
                if text == "exp(x*z)" and name == "normal":
                    ends |= {x, x - 5, x + 5}
                if low == -inf:
                    ends |= {mpf(s) * mpf(10) ** k for k in range(-3, 4 if "student" not in name else 9) for s in (-1, 1)}
                    ends |= {mpf(s) / 4 for s in range(-40, 41)}
                else:
                    ends |= {mpf(s) / 8 for s in range(-8, 9)}
                ends = [low, *sorted(e for e in ends if low < e < high), high]
                value = quad(lambda z: loss(x, z) * density(z), ends)
                if text == "1/abs(z)^0.9+x":  # whose pole defeats the rule: E|z|^p of normal data is 2^(p/2) gamma((p + 1)/2)/sqrt(pi)
                    p = mpf("-0.9")
                    value = x + (2 ** (p / 2) * gamma((p + 1) / 2) / sqrt(pi) if name == "normal" else 1 / (p + 1))
            print('{"%s", "%s", %s, %s},' % (text, name, repr(float(x)), mp.nstr(value, 20)))

# Roots that are infinite off the middle, on an edge of the rule's panels and between: |z - c| = v^2 makes the integrand smooth.
for c in ("0.3", "0.5", "0.25", "-0.7", "0.062", "0.062500001"):
    for name in ("normal", "uniform", "laplace"):
        density, (low, high) = DENSITIES[name]
        at = mpf(float(c))
        value = mpf(0)
        for side in (1, -1):
            far = mpf(60) if low == -inf else 1 - side * at
            ends = sorted({mpf(0), *(sqrt(w) for w in [-side * at, *map(mpf, (1, 2, 4, 8, 16))] if 0 < w < far), sqrt(far)})
            value += quad(lambda v: 2 * density(at + side * v * v), ends)
        for x in (0, mpf("0.75")):
            print('{"(1+x^2)/sqrt(abs(z-%s))", "%s", %s, %s},' % (c, name, repr(float(x)), mp.nstr((1 + x * x) * value, 20)))
