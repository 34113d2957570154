"""Functions of the language at points, with gradient and Hessian: mpmath at 60 digits. Records are those of more.py.

usage: python3 functions.py > functions.json      (Debian: python3-mpmath)

The names are those of lib/expression/function.c and of the special functions of operations.def; each record carries its own as `function`.
"""
import json

import mpmath as mp

mp.mp.dps = 60
records = []


def softplus(x):
    return mp.log1p(mp.exp(x))


def clip(x, low, high):
    return min(max(x, low), high)


def differences(f, x):
    n, h = len(x), mp.mpf(10) ** -15

    def at(*moves):
        return f(*[v + sum(s * h for j, s in moves if j == i) for i, v in enumerate(x)])
    value, up, down = at(), [at((i, 1)) for i in range(n)], [at((i, -1)) for i in range(n)]
    hessian = [[(up[i] - 2 * value + down[i]) / h ** 2 if i == j else
                (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))) / (4 * h * h) for j in range(n)] for i in range(n)]
    return value, [(a - b) / (2 * h) for a, b in zip(up, down)], hessian


def near(v, accuracy, floor):
    v = mp.mpf(v)
    return {"near": float(v), "within": float(accuracy * max(abs(v), floor))}


def ask(name, text, f, points, accuracy=1e-13, floor=1e-3):
    """Each number is within `accuracy` of itself, and of `floor` where it is smaller than that; derivatives within ten times that."""
    expect, dimension = [], len(points[0]) if isinstance(points[0], tuple) else 1
    points = [p if isinstance(p, tuple) else (p,) for p in points]
    for p in points:
        value, gradient, hessian = differences(f, [mp.mpf(v) for v in p])
        expect.append({"value": near(value, accuracy, floor), "gradient": [near(v, 10 * accuracy, floor) for v in gradient],
                       "hessian": [[near(v, 10 * accuracy, floor) for v in row] for row in hessian]})
    query = "f=" + text + (f"&dim={dimension}" if dimension > 2 else "") + "".join("&at=" + ",".join(repr(float(v)) for v in p) for p in points)
    records.append({"study": "point", "query": query, "expect": {"facts": {"points": expect}}, "tolerance": 0, "function": name})


def bessel(n):
    return lambda x: mp.besselj(n, x)


MIXED = [-700.5, -30.25, -6.4, -2.9, -1.2, -0.3, 0.2, 0.9, 2.5, 5.7, 31.5, 500.25]
GAMMA = [-20.3, -5.5, -2.457, -1.5, -0.7, -1e-3, 1e-6, 0.3, 1.4616, 2.75, 7.1, 33.3, 120.5]
WAVES = [-90.5, -24.9, -3.3, -0.4, 1e-5, 0.7, 2.404825557695773, 3.8317, 11.2, 24.99, 25.01, 60.2, 500.7]

ask("gamma", "gamma(x)", mp.gamma, GAMMA)
ask("lgamma", "lgamma(x)", lambda x: mp.log(abs(mp.gamma(x))), GAMMA + [-300.25, 1e6, 1e15], 1e-12)
ask("polygamma", "polygamma(2,x)", lambda x: mp.polygamma(2, x), [-7.3, -0.45, 1e-2, 0.5, 3.2, 40.0, 1e4], 1e-12)
ask("polygamma", "polygamma(7,x)", lambda x: mp.polygamma(7, x), [-2.3, 0.5, 3.2, 40.0], 1e-11)
ask("digamma", "digamma(x)", mp.digamma, GAMMA + [1e10], 1e-12)
ask("trigamma", "trigamma(x)", lambda x: mp.polygamma(1, x), GAMMA, 1e-12)
ask("besselj", "besselj(5,x)", bessel(5), WAVES, 1e-12)
ask("besselj", "besselj(-3,x)", bessel(-3), WAVES, 1e-12)
ask("besselj", "besselj(40,x)", bessel(40), [20.0, 39.5, 44.7, 120.3], 1e-12)
ask("j0", "j0(x)", bessel(0), WAVES, 1e-12)
ask("j1", "j1(x)", bessel(1), WAVES, 1e-12)
ask("erfinv", "erfinv(x)", mp.erfinv, [-0.999, -0.6, -0.3, -1e-10, 0.0, 1e-5, 0.499, 0.501, 0.9, 0.99999])
ask("factorial", "factorial(x)", mp.factorial, [-3.5, -0.5, 0.0, 1.0, 4.5, 17.0, 60.3])
ask("factorial", "x!+(2x)!", lambda x: mp.factorial(x) + mp.factorial(2 * x), [0.5, 3.25])
ask("sind", "sind(x)", lambda x: mp.sin(mp.pi * x / 180), [-725.5, -90.0, -30.0, 0.0, 1e-9, 45.0, 180.0, 271.25], 1e-13, 1e-6)
ask("cosd", "cosd(x)", lambda x: mp.cos(mp.pi * x / 180), [-725.5, -90.0, -60.0, 0.0, 45.0, 180.0, 270.0], 1e-13, 1e-6)
ask("sec", "sec(x)", mp.sec, [-3.0, 0.0, 1e-9, 1.4], 1e-12)
ask("csc", "csc(x)", mp.csc, [-3.0, 1e-3, 1.4, 4.0], 1e-12)
ask("cot", "cot(x)", mp.cot, [-3.0, 1e-3, 1.4, 4.0], 1e-12)
ask("csch", "csch(x)", mp.csch, [-3.0, 1e-3, 1.4, 40.0], 1e-12)
ask("coth", "coth(x)", mp.coth, [-3.0, 1e-3, 1.4, 4.0], 1e-12)
ask("tand", "tand(x)", lambda x: mp.tan(mp.pi * x / 180), [-725.5, -60.0, 0.0, 45.0, 180.0, 89.0], 1e-12, 1e-4)
ask("mish", "mish(x)", lambda x: x * mp.tanh(softplus(x)), MIXED, 1e-12)
ask("mish", "mish(x)", lambda x: x * mp.tanh(softplus(x)), [v for v in MIXED if v < 0], 1e-12, 1e-320)
ask("logsigmoid", "logsigmoid(x)", lambda x: -softplus(-x), MIXED, 1e-12, 1e-30)
ask("logit", "logit(x)", lambda x: mp.log(x / (1 - x)), [1e-3, 0.25, 0.5, 0.999])
ask("relu6", "relu6(x)", lambda x: clip(x, 0, 6), MIXED)
ask("hardtanh", "hardtanh(x)", lambda x: clip(x, -1, 1), MIXED)
ask("hardsigmoid", "hardsigmoid(x)", lambda x: clip(x / 6 + mp.mpf(1) / 2, 0, 1), MIXED)
ask("hardswish", "hardswish(x)", lambda x: x * clip(x + 3, 0, 6) / 6, MIXED)
ask("tanhshrink", "tanhshrink(x)", lambda x: x - mp.tanh(x), MIXED)
ask("selu", "selu(x)", lambda x: mp.mpf("1.0507009873554804934193349852946") * (x if x > 0 else mp.mpf("1.6732632423543772848170429916717") * mp.expm1(x)), MIXED)
ask("clip", "clip(x*y,-1,2)", lambda x, y: clip(x * y, -1, 2), [(0.5, 1.5), (3.0, 2.0), (-3.0, 2.0)])
ask("logaddexp", "logaddexp(x,y)", lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), [(0.5, 1.5), (800.0, 799.0), (-900.0, -901.0)])
ask("logsumexp", "logsumexp(x,y,1)", lambda x, y: mp.log(mp.exp(x) + mp.exp(y) + mp.e), [(0.5, 1.5), (800.0, 799.0), (-900.0, -1.0)])
ask("logsumexp", "logsumexp(x1,x2,x3)", lambda x, y, z: mp.log(mp.exp(x) + mp.exp(y) + mp.exp(z)), [(0.5, 1.5, -2.0), (800.0, 799.0, 3.0)])
ask("norm", "norm(x,2*y)", lambda x, y: mp.sqrt(x * x + 4 * y * y), [(0.5, 1.5), (-3e10, 1e10)])
ask("norm", "norm(x1,x2,x3)", lambda x, y, z: mp.sqrt(x * x + y * y + z * z), [(0.5, 1.5, -2.0)])
ask("mean", "mean(x^2,y,7)", lambda x, y: (x * x + y + 7) / 3, [(0.5, 1.5)])
ask("sinc", "np.sinc(x)", lambda x: mp.sinpi(x) / (mp.pi * x), [0.3, -1.5, 7.25], 1e-12)
APART = [-30.0, -4.5, -2.4, -0.9, -0.2, 0.1, 0.7, 1.2, 3.0, 12.0, 45.0]  # either side of where a series takes over
ask("sinc3", "sinc3(x)", lambda x: ((15 - 6 * x ** 2) * mp.sin(x) / x - (15 - x ** 2) * mp.cos(x)) / x ** 6, APART, 1e-11, 1e-6)
ask("exprel3", "exprel3(x)", lambda x: (mp.exp(x) * (((x - 3) * x + 6) * x - 6) + 6) / x ** 4, APART, 1e-11, 1e-6)
ask("tanhc", "tanhc(x)", lambda x: mp.tanh(x) / x, APART, 1e-11, 1e-6)
ask("tanhc1", "tanhc1(x)", lambda x: (mp.tanh(x) / x - mp.sech(x) ** 2) / x ** 2, APART, 1e-11, 1e-6)
ask("tanhc2", "tanhc2(x)", lambda x: (2 * mp.sech(x) ** 2 * mp.tanh(x) / x + 3 * mp.sech(x) ** 2 / x ** 2 - 3 * mp.tanh(x) / x ** 3) / x ** 2, APART, 1e-11, 1e-6)
ask("log", "log(x,3)", lambda x: mp.log(x, 3), [0.3, 9.0, 100.0])
ask("tau", "tau*x+τ", lambda x: 2 * mp.pi * (x + 1), [0.3, -2.0])

print("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]")
