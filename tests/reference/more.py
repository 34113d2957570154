"""Other cases than those of the reference files beside, by other means than this project's: mpmath at 60 digits and numpy.

usage: python3 more.py > more.json      (Debian: python3-mpmath python3-numpy python3-scipy)

A record is a question and what its answer must hold: `study`, `query` as typed behind '?', and `expect`, a part of the answer's JSON in which
a number v stands for v within `tolerance` * max(1, |v|), {"near": v, "within": d} for v within d, null for anything; arrays may be shorter than
the answer's.
"""
import json
import math
import random

import mpmath as mp
import numpy as np
from scipy.special import erf, expit, ndtr

mp.mp.dps = 60
R = random.Random(20)
records = []


def num(v):
    return float(v) if isinstance(v, (float, mp.mpf)) else v


def record(study, query, expect, tolerance):
    records.append({"study": study, "query": query, "expect": expect, "tolerance": tolerance})


# ---------------------------------------------------------------- expressions: value, gradient, Hessian
def derivatives(f, x):
    n, h = len(x), mp.mpf(10) ** -18
    x = [mp.mpf(v) for v in x]

    def at(*moves):
        z = list(x)
        for i, s in moves:
            z[i] += s * h
        return f(*z)
    value, up, down = at(), [at((i, 1)) for i in range(n)], [at((i, -1)) for i in range(n)]
    hessian = [[(up[i] - 2 * value + down[i]) / h ** 2 if i == j else
                (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))) / (4 * h * h) for j in range(n)] for i in range(n)]
    return value, [(a - b) / (2 * h) for a, b in zip(up, down)], hessian


def point(text, f, points, tolerance=1e-11):
    expect = []
    for x in points:
        value, gradient, hessian = derivatives(f, x)
        expect.append({"value": num(value), "gradient": [num(v) for v in gradient], "hessian": [[num(v) for v in row] for row in hessian]})
    record("point", "f=" + text + "".join("&at=" + ",".join(repr(float(v)) for v in x) for x in points), {"facts": {"points": expect}}, tolerance)


def U(lo, hi, count=5):
    return [[round(R.uniform(lo, hi), 6)] for _ in range(count)]


def U2(lo, hi, count=4, n=2):
    return [[round(R.uniform(lo, hi), 6) for _ in range(n)] for _ in range(count)]


for name, f, points in [
        ("sqrt", mp.sqrt, U(0.01, 9)), ("cbrt", lambda x: mp.sign(x) * mp.cbrt(abs(x)), U(-9, 9)), ("exp", mp.exp, U(-30, 30)),
        ("exp2", lambda x: mp.mpf(2) ** x, U(-30, 30)), ("expm1", mp.expm1, U(-1, 1) + [[1e-9], [-40]]), ("log", mp.log, U(1e-3, 1e3)),
        ("log2", lambda x: mp.log(x, 2), U(1e-3, 1e3)), ("log10", mp.log10, U(1e-3, 1e3)), ("log1p", mp.log1p, U(-0.9, 9) + [[1e-9]]),
        ("sin", mp.sin, U(-50, 50) + [[1e5]]), ("cos", mp.cos, U(-50, 50) + [[1e5]]), ("tan", mp.tan, U(-1.5, 1.5)),
        ("asin", mp.asin, U(-1, 1) + [[0.999999]]), ("acos", mp.acos, U(-1, 1) + [[-0.999999]]), ("atan", mp.atan, U(-50, 50)),
        ("sinh", mp.sinh, U(-20, 20)), ("cosh", mp.cosh, U(-20, 20)), ("tanh", mp.tanh, U(-4, 4) + [[30], [-18]]), ("sech", mp.sech, U(-20, 20)),
        ("asinh", mp.asinh, U(-50, 50) + [[1e160]]), ("acosh", mp.acosh, U(1.01, 50) + [[1e160]]), ("atanh", mp.atanh, U(-1, 1) + [[0.999999]]),
        ("erf", mp.erf, U(-3, 3)), ("erfc", mp.erfc, U(-2, 20)), ("sigmoid", lambda x: 1 / (1 + mp.exp(-x)), U(-8, 8) + [[-40], [40]]),
        ("softplus", lambda x: mp.log(1 + mp.exp(x)), U(-8, 8) + [[-40], [40]]), ("gelu", lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2, U(-6, 6)),
        ("silu", lambda x: x / (1 + mp.exp(-x)), U(-8, 8)), ("softsign", lambda x: x / (1 + abs(x)), U(-8, 8)),
        ("elu", lambda x: x if x > 0 else mp.expm1(x), U(-4, 4)), ("leaky_relu", lambda x: x if x > 0 else x / 100, U(-4, 4)), ("abs", abs, U(-4, 4))]:
    point(name + "(x)", f, points)
for text, f, points in [
        ("x^y", lambda x, y: x ** y, U2(0.1, 4)), ("atan2(x,y)", mp.atan2, U2(-4, 4)), ("hypot(x,y)", mp.hypot, U2(-4, 4)),
        ("x%y", lambda x, y: x - y * mp.floor(x / y), [[7.3, 2.1], [-7.3, 2.1], [7.3, -2.1]]),
        ("max(x,y,x*y)", lambda x, y: max(x, y, x * y), U2(-3, 3)), ("min(x,y,x*y)", lambda x, y: min(x, y, x * y), U2(-3, 3)),
        ("where(x>y and x>0,x^3,exp(y))", lambda x, y: x ** 3 if x > y and x > 0 else mp.exp(y), U2(-2, 2)),
        ("-x^2+2^-y", lambda x, y: -x ** 2 + 2 ** -y, U2(-2, 2)), ("2^x^2/y/3-x-y-1", lambda x, y: 2 ** (x ** 2) / y / 3 - x - y - 1, U2(0.5, 2)),
        ("diff(sin(x*y)*x^3,x)", lambda x, y: y * mp.cos(x * y) * x ** 3 + 3 * x ** 2 * mp.sin(x * y), U2(-2, 2)),
        ("sum(i,1,3,prod(j,1,i,x+j*y))", lambda x, y: (x + y) + (x + y) * (x + 2 * y) + (x + y) * (x + 2 * y) * (x + 3 * y), U2(-2, 2))]:
    point(text, f, points)


def w(v):
    return 1 + (v - 1) / 4


for text, f, points in [
        ("rosenbrock", lambda *x: sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:])), U2(-3, 3, 2, 5)),
        ("rastrigin", lambda *x: 10 * len(x) + sum(v * v - 10 * mp.cos(2 * mp.pi * v) for v in x), U2(-5, 5, 2, 3)),
        ("ackley", lambda *x: -20 * mp.exp(-mp.mpf("0.2") * mp.sqrt(sum(v * v for v in x) / len(x))) - mp.exp(sum(mp.cos(2 * mp.pi * v) for v in x) / len(x)) + 20 + mp.e, U2(-5, 5, 2, 4)),
        ("griewank", lambda *x: sum(v * v for v in x) / 4000 - mp.fprod(mp.cos(v / mp.sqrt(i + 1)) for i, v in enumerate(x)) + 1, U2(-50, 50, 2, 4)),
        ("levy", lambda *x: mp.sin(mp.pi * w(x[0])) ** 2 + sum((w(v) - 1) ** 2 * (1 + 10 * mp.sin(mp.pi * w(v) + 1) ** 2) for v in x[:-1]) + (w(x[-1]) - 1) ** 2 * (1 + mp.sin(2 * mp.pi * w(x[-1])) ** 2), U2(-9, 9, 2, 3)),
        ("zakharov", lambda *x: sum(v * v for v in x) + sum((i + 1) * v / 2 for i, v in enumerate(x)) ** 2 + sum((i + 1) * v / 2 for i, v in enumerate(x)) ** 4, U2(-4, 4, 2, 4)),
        ("dixon_price", lambda *x: (x[0] - 1) ** 2 + sum((i + 1) * (2 * x[i] ** 2 - x[i - 1]) ** 2 for i in range(1, len(x))), U2(-4, 4, 2, 4)),
        ("michalewicz", lambda *x: -sum(mp.sin(v) * mp.sin((i + 1) * v * v / mp.pi) ** 20 for i, v in enumerate(x)), U2(0, 3.1, 2, 3)),
        ("sum(i,1,n,i*x[i]^2)*x[n]", lambda *x: sum((i + 1) * v * v for i, v in enumerate(x)) * x[-1], U2(-2, 2, 2, 3)),
        ("sum(i,1,n,x[i]^4)", lambda *x: sum(v ** 4 for v in x), U(-2, 2, 2))]:
    point(text, f, points)

# ---------------------------------------------------------------- optimizers, written out from torch's documentation (2.x; all but the last checked against 1.13)
def rule(name, k, n):
    s, t = {}, [0]
    k = {a: mp.mpf(v) for a, v in k.items()}
    z = [mp.mpf(0)] * n

    def step(x, g, lr):
        t[0] += 1
        T = t[0]
        wd = k.get("weight_decay", mp.mpf(0))
        if name == "adamw":
            x = [a * (1 - lr * wd) for a in x]
        else:
            g = [b + wd * a for a, b in zip(x, g)]
        ema = lambda key, beta, new: s.__setitem__(key, [beta * a + (1 - beta) * b for a, b in zip(s.get(key, z), new)]) or s[key]
        if name == "sgd":
            if k["momentum"]:
                s["v"] = [k["momentum"] * a + (1 - k["dampening"]) * b for a, b in zip(s["v"], g)] if "v" in s else g
                g = [b + k["momentum"] * a for a, b in zip(s["v"], g)] if k["nesterov"] else s["v"]
            return [a - lr * b for a, b in zip(x, g)]
        if name == "adagrad":
            s["s"] = [a + b * b for a, b in zip(s.get("s", [k["initial_accumulator_value"]] * n), g)]
            return [a - lr / (1 + (T - 1) * k["lr_decay"]) * b / (mp.sqrt(c) + k["eps"]) for a, b, c in zip(x, g, s["s"])]
        if name == "rmsprop":
            v = ema("s", k["alpha"], [b * b for b in g])
            if k["centered"]:
                v = [a - b * b for a, b in zip(v, ema("a", k["alpha"], g))]
            s["b"] = [k["momentum"] * a + b / (mp.sqrt(c) + k["eps"]) for a, b, c in zip(s.get("b", z), g, v)]
            return [a - lr * b for a, b in zip(x, s["b"])]
        if name == "adadelta":
            v = ema("s", k["rho"], [b * b for b in g])
            d = [mp.sqrt(u + k["eps"]) / mp.sqrt(c + k["eps"]) * b for u, c, b in zip(s.get("u", z), v, g)]
            ema("u", k["rho"], [b * b for b in d])
            return [a - lr * b for a, b in zip(x, d)]
        if name == "rprop":
            p, d = s.get("p", z), s.get("d", [lr] * n)
            d = [min(k["step_max"], max(k["step_min"], e * (k["etaplus"] if a * b > 0 else k["etaminus"] if a * b < 0 else 1))) for a, b, e in zip(p, g, d)]
            g = [b if a * b >= 0 else mp.mpf(0) for a, b in zip(p, g)]
            s["p"], s["d"] = g, d
            return [a - mp.sign(b) * e for a, b, e in zip(x, g, d)]
        if name == "asgd":
            eta = s.get("eta", lr)
            s["eta"] = lr / (1 + k["lambd"] * lr * T) ** k["alpha"]
            return [a * (1 - k["lambd"] * eta) - eta * b for a, b in zip(x, g)]
        m = ema("m", k["beta1"], g)
        c1, c2 = 1 - k["beta1"] ** T, 1 - k["beta2"] ** T
        if name == "adamax":
            s["u"] = [max(k["beta2"] * a, abs(b) + k["eps"]) for a, b in zip(s.get("u", z), g)]
            return [a - lr / c1 * b / c for a, b, c in zip(x, m, s["u"])]
        if name == "yogi":
            s["v"] = [a - (1 - k["beta2"]) * mp.sign(a - b * b) * b * b for a, b in zip(s.get("v", z), g)]
            return [a - lr * (b / c1) / (mp.sqrt(c / c2) + k["eps"]) for a, b, c in zip(x, m, s["v"])]
        v = ema("v", k["beta2"], [b * b for b in g])
        if k.get("amsgrad"):
            v = s["w"] = [max(a, b) for a, b in zip(s.get("w", z), v)]
        if name == "radam":
            inf = 2 / (1 - k["beta2"]) - 1
            rho = inf - 2 * T * k["beta2"] ** T / c2
            r = mp.sqrt((rho - 4) * (rho - 2) * inf / ((inf - 4) * (inf - 2) * rho)) if rho > 5 else None
            return [a - lr * b / c1 * (r * mp.sqrt(c2) / (mp.sqrt(c) + k["eps"]) if r else 1) for a, b, c in zip(x, m, v)]
        if name == "nadam":
            mu = lambda q: k["beta1"] * (1 - mp.mpf("0.5") * mp.mpf("0.96") ** (q * k["momentum_decay"]))
            s["M"] = s.get("M", 1) * mu(T)
            return [a - lr * ((1 - mu(T)) / (1 - s["M"]) * b + mu(T + 1) / (1 - s["M"] * mu(T + 1)) * c) / (mp.sqrt(d / c2) + k["eps"]) for a, b, c, d in zip(x, g, m, v)]
        return [a - lr * (b / c1) / (mp.sqrt(c / c2) + k["eps"]) for a, b, c in zip(x, m, v)]
    return step


himmelblau = lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2
camel = lambda x, y: (4 - mp.mpf(2.1) * x ** 2 + x ** 4 / 3) * x ** 2 + x * y + (-4 + 4 * y ** 2) * y ** 2
STEPS = 15
for name, lr, k in [
        ("sgd", 0.004, dict(momentum=0.7, dampening=0.3, nesterov=0, weight_decay=0.2)), ("sgd", 0.003, dict(momentum=0.8, dampening=0, nesterov=1, weight_decay=0)),
        ("adagrad", 0.9, dict(lr_decay=0.07, initial_accumulator_value=0.5, eps=1e-3, weight_decay=0.1)),
        ("rmsprop", 0.05, dict(alpha=0.8, eps=1e-2, centered=1, momentum=0.6, weight_decay=0.05)), ("adadelta", 2.5, dict(rho=0.7, eps=1e-3, weight_decay=0.1)),
        ("adam", 0.2, dict(beta1=0.7, beta2=0.9, eps=1e-4, weight_decay=0.3, amsgrad=1)), ("adamw", 0.3, dict(beta1=0.8, beta2=0.95, eps=1e-6, weight_decay=0.2)),
        ("adamax", 0.2, dict(beta1=0.6, beta2=0.9, eps=1e-3, weight_decay=0.1)), ("nadam", 0.1, dict(beta1=0.8, beta2=0.97, eps=1e-5, momentum_decay=0.05, weight_decay=0.1)),
        ("radam", 0.004, dict(beta1=0.8, beta2=0.95, eps=1e-6, weight_decay=0.1)), ("rprop", 0.3, dict(etaminus=0.4, etaplus=1.5, step_min=1e-4, step_max=0.25)),
        ("asgd", 0.004, dict(lambd=0.3, alpha=0.6, weight_decay=0.1)), ("yogi", 0.2, dict(beta1=0.8, beta2=0.97, eps=1e-3, weight_decay=0.1))]:
    for f, text, start in ((himmelblau, "himmelblau", [-1.3, 0.4]), (camel, "six_hump_camel", [1.1, -0.3])):
        x, go = [mp.mpf(v) for v in start], rule(name, k, 2)
        xs = [x]
        for t in range(STEPS):
            rate = mp.mpf(lr) * mp.mpf(0.9) ** t
            x = go(x, derivatives(f, x)[1], mp.mpf(lr) if name in ("rprop",) else rate)
            xs.append(x)
        call = name + "(" + ",".join(f"{a}={v!r}" for a, v in dict(lr=lr, **k).items()) + ")"
        record("descent", f"f={text}&start={start[0]},{start[1]}&optimizer={call}&schedule=exponential(gamma=0.9)&steps={STEPS}",
               {"runs": [{"columns": {"x": [num(v[0]) for v in xs], "y": [num(v[1]) for v in xs]}}]}, 1e-9)

# ---------------------------------------------------------------- schedules with odd arguments, and warm-ups
def cosine(t, base, low, period):
    return low + (base - low) * (1 + math.cos(math.pi * t / period)) / 2


def restarts(t, base, low, first, factor):
    while t >= first:
        t, first = t - first, first * factor
    return cosine(t, base, low, first)


for text, rate in [
        ("step(base_lr=0.7,step_size=7,gamma=0.3)", lambda t: 0.7 * 0.3 ** (t // 7)), ("multi_step(base_lr=0.2,milestones=11;3;3,gamma=0.5)", lambda t: 0.2 * 0.5 ** (2 * (t >= 3) + (t >= 11))),
        ("exponential(base_lr=0.3,gamma=0.87)", lambda t: 0.3 * 0.87 ** t), ("cosine(base_lr=0.3,T_max=13,eta_min=0.02)", lambda t: cosine(t, 0.3, 0.02, 13)),
        ("cosine_restarts(base_lr=0.4,T_0=3,T_mult=2,eta_min=0.01)", lambda t: restarts(t, 0.4, 0.01, 3, 2)), ("polynomial(base_lr=0.4,total_iters=17,power=1.7)", lambda t: 0.4 * (1 - min(t, 17) / 17) ** 1.7),
        ("linear(base_lr=0.4,start_factor=0.2,end_factor=0.7,total_iters=9)", lambda t: 0.4 * (0.2 + 0.5 * min(t, 9) / 9)), ("constant(base_lr=0.4,factor=0.25,total_iters=6)", lambda t: 0.4 * (0.25 if t < 6 else 1)),
        ("factor(base_lr=1.5,factor=0.8,stop_factor_lr=0.1)", lambda t: max(0.1, 1.5 * 0.8 ** (t + 1))), ("square_root(base_lr=0.4)", lambda t: 0.4 / math.sqrt(t + 1)),
        ("polynomial_decay(base_lr=0.4,alpha=0.8,beta=0.3)", lambda t: 0.4 * (0.3 * t + 1) ** -0.8), ("exponential_decay(base_lr=0.4,lambda=0.15)", lambda t: 0.4 * math.exp(-0.15 * t))]:
    base = float(text.split("base_lr=")[1].split(",")[0].split(")")[0])
    name = text.split("(")[0]
    for warmup in (0, 4):
        call = text if not warmup else text.replace(f"base_lr={base}", f"base_lr={base},warmup_steps=4,warmup_begin_lr=0.05")
        rates = [0.05 + (base - 0.05) * t / 4 if t < warmup else rate(t - warmup) for t in range(25)]
        record("schedule", f"schedule={call}&steps=25", {"columns": {call if name == "step" else name: rates}}, 1e-13)
rates = [0.1 + 0.5 * t / 6 if t < 6 else cosine(min(t, 19) - 6, 0.6, 0.03, 13) for t in range(25)]
record("schedule", "schedule=warmup_cosine(base_lr=0.6,max_update=19,final_lr=0.03,warmup_steps=6,warmup_begin_lr=0.1)&steps=25", {"columns": {"warmup_cosine": rates}}, 1e-13)

# ---------------------------------------------------------------- critical points
def kinds(counts):
    return {"count": sum(counts), "minima": counts[0], "maxima": counts[1], "saddles": counts[2], "degenerate": counts[3]}


def line(text, slope, lo, hi, curvature):
    grid = np.linspace(lo, hi, 20001)
    values = [slope(v) for v in grid]
    roots = [mp.findroot(lambda v: slope(v), (a, b), solver="anderson", tol=1e-40) for a, b, p, q in zip(grid, grid[1:], values, values[1:]) if p * q < 0]
    signs = [curvature(r) > 0 for r in roots]
    return roots, kinds([sum(signs), len(signs) - sum(signs), 0, 0])


for text, f, lo, hi in [("x*sin(x)+x*cos(2*x)", lambda x: x * mp.sin(x) + x * mp.cos(2 * x), 0, 10), ("exp(-x)*sin(10*x)", lambda x: mp.exp(-x) * mp.sin(10 * x), 0, 3),
                        ("x*erf(x)-cos(7*x)", lambda x: x * mp.erf(x) - mp.cos(7 * x), -3, 3)]:
    mp.mp.dps = 30
    roots, facts = line(text, lambda v: mp.diff(f, v), lo, hi, lambda v: mp.diff(f, v, 2))
    roots.sort(key=f)
    record("critical-points", f"f={text}&x={lo}:{hi}", {"facts": dict(facts, complete=True), "columns": {"value": [num(f(r)) for r in roots]}}, 1e-9)
    mp.mp.dps = 60
for text, box, counts, complete in [  # counted by hand
        ("sin(x)*sin(y)", "x=-4:4&y=-4:4", [2, 2, 9, 0], True), ("x^4+y^4-4*x*y+1", "x=-2:2&y=-2:2", [2, 0, 1, 0], True), ("x^2*y^2", "x=-1:1&y=-1:1", None, False),
        ("(x^2+y^2-1)^2", "x=-2:2&y=-2:2", [0, 1, 0, 0], False), ("x^3-3*x*y^2", "x=-1:1&y=-1:1", [0, 0, 0, 1], True), ("(y-x^2)*(y-2*x^2)", "x=-1:1&y=-1:1", [0, 0, 0, 1], True),
        ("abs(x)+abs(y)", "x=-1:1&y=-1:1", [0, 0, 0, 0], True), ("log(x)-x+log(y)-y", "x=0.1:3&y=0.1:3", [0, 1, 0, 0], True)]:
    record("critical-points", f"f={text}&{box}", {"facts": dict(kinds(counts) if counts else {}, complete=complete)}, 1e-9)
for text, box, counts, complete in [("x^2", "x=0:1", [1, 0, 0, 0], True), ("cos(pi*x)", "x=0:2", [1, 2, 0, 0], True), ("relu(x)", "x=-1:1", [0, 0, 0, 0], False),
                                    ("log(x)", "x=-3:-1", [0, 0, 0, 0], True), ("x+sin(x)", "x=-4:4", [0, 0, 0, 2], True)]:
    record("critical-points", f"f={text}&{box}", {"facts": dict(kinds(counts), complete=complete)}, 1e-9)
record("critical-points", "f=griewank", {"facts": {"overfull": True, "complete": False}, "columns": {"x": [0], "y": [0], "value": [0]}}, 1e-12)


# ---------------------------------------------------------------- escape: densities carried along on a grid, without sampling
def chain(slope, lo, hi, start, region, lr, noise, steps, cells):
    h = (hi - lo) / cells
    centres = np.concatenate([[lo], lo + h * (np.arange(cells) + .5), [hi]])
    edges, sd = lo + h * np.arange(cells + 1), lr * noise

    def spread(mu):
        cdf = ndtr((edges[None, :] - mu[:, None]) / sd)
        return np.concatenate([cdf[:, :1], np.diff(cdf, axis=1), 1 - cdf[:, -1:]], axis=1)
    P, p = spread(centres - lr * slope(centres)), spread(np.array([start - lr * slope(start)]))[0]
    for _ in range(steps - 1):
        p = p @ P

    def below(v):
        if v <= lo:
            return 0.
        k = min((v - lo) / h, cells)
        i = min(int(k), cells - 1)
        return p[:i + 1].sum() + p[i + 1] * (k - i)
    return below(region[0]) + (1 - below(region[1]) if region[1] < hi else 0)


RUNS = 20000
for text, slope, lo, hi, start, region, lr, noise, steps in [
        ("double_well", lambda x: 4 * x * (x * x - 1), -2, 2, -1, (-2, 0), 0.02, 8, 120), ("x^4-2*x^2+0.3*x", lambda x: 4 * x ** 3 - 4 * x + .3, -2, 2, .96, (.1, 2), .03, 5, 150),
        ("x^2-cos(8*x)", lambda x: 2 * x + 8 * np.sin(8 * x), -3, 3, 0, (-.4, .4), .02, 8, 100)]:
    a, b = chain(slope, lo, hi, start, region, lr, noise, steps, 800), chain(slope, lo, hi, start, region, lr, noise, steps, 1200)
    p = float(b + (b - a) * 800 ** 2 / (1200 ** 2 - 800 ** 2))
    record("escape", f"f={text}&x={lo}:{hi}&start={start}&region={region[0]}:{region[1]}&lr={lr}&noise={noise}&steps={steps}&runs={RUNS}",
           {"columns": {"probability": [{"near": p, "within": 5 * math.sqrt(p * (1 - p) / RUNS) + 5e-4}]}}, 0)

# ---------------------------------------------------------------- risk: least points of expectations
normal, half = lambda z: mp.npdf(z), lambda z: mp.mpf(1) / 2
mp.mp.dps = 30
for text, slope, value, cuts in [
        ("(x-exp(z/2))^2", lambda x, z: 2 * (x - mp.exp(z / 2)), lambda x, z: (x - mp.exp(z / 2)) ** 2, lambda x: []),
        ("log(cosh(x-z))+0.1*x", lambda x, z: mp.tanh(x - z) + .1, lambda x, z: mp.log(mp.cosh(x - z)) + .1 * x, lambda x: []),
        ("abs(x-z)+0.2*x", lambda x, z: mp.sign(x - z) + .2, lambda x, z: abs(x - z) + .2 * x, lambda x: [x]),
        ("where(z>0.3,2,1)*(x-z)^2", lambda x, z: (2 if z > .3 else 1) * 2 * (x - z), lambda x, z: (2 if z > .3 else 1) * (x - z) ** 2, lambda x: [mp.mpf(.3)])]:
    for data, p, reach in (("normal", normal, 12), ("uniform", half, 1)):
        over = lambda g, x: mp.quad(lambda z: g(x, z) * p(z), sorted([-reach, reach, -3, 0, 3] + cuts(x) if reach > 3 else [-1, 1] + cuts(x)))
        lo, hi = mp.mpf(-2), mp.mpf(2)
        for _ in range(44):
            mid = (lo + hi) / 2
            lo, hi = (lo, mid) if over(slope, mid) > 0 else (mid, hi)
        record("risk", f"loss={text}&data={data}&n=10,100&trials=20&x=-2:2", {"facts": {"argmin_risk": num(lo), "least_risk": num(over(value, lo))}}, 1e-9)
mp.mp.dps = 60


# ---------------------------------------------------------------- Hessian signs: de Bruijn's formula (see goe.json) for other n
def signs(n):
    half_moment = lambda i: mp.mpf(2) ** (mp.mpf(i - 1) / 2) * mp.gamma(mp.mpf(i + 1) / 2)
    ordered = lambda i, j: mp.mpf(2) ** (mp.mpf(i + j) / 2) * mp.gamma(mp.mpf(i + j) / 2 + 1) * mp.betainc(mp.mpf(j + 1) / 2, mp.mpf(i + 1) / 2, mp.mpf(1) / 2, 1) / 2
    J = [[ordered(i, j) for j in range(n)] for i in range(n)]

    def pfaffian(z):
        A = mp.matrix(n + n % 2)
        for i in range(n):
            for j in range(n):
                both = J[i][j] - J[j][i]
                A[i, j] = both + z * half_moment(i) * half_moment(j) * ((-1) ** i - (-1) ** j) - z * z * (-1) ** (i + j) * both
            if n % 2:
                A[i, n] = half_moment(i) * (1 + z * (-1) ** i)
                A[n, i] = -A[i, n]
        return mp.sqrt(abs(mp.det(A)))
    z = [mp.mpf(2 * k) / (n + 1) + mp.mpf(1) / 7 for k in range(n + 1)]
    c = mp.lu_solve(mp.matrix([[a ** k for k in range(n + 1)] for a in z]), mp.matrix([pfaffian(a) for a in z]))
    return [num(v / pfaffian(mp.mpf(1))) for v in c]


mp.mp.dps = 150
for n in (4, 7, 13, 18):
    p = signs(n)
    record("hessian-signs", f"n={n}&samples=20000", {"columns": {
        "exact": [{"near": v, "within": 1e-9 * v} for v in p], "probability": [{"near": v, "within": 5 * math.sqrt(v * (1 - v) / 20000) + 1e-4} for v in p]}}, 0)

# ---------------------------------------------------------------- depth: 300 networks by numpy
S, SEEDS, rng = 300, 100, np.random.default_rng(7)
ACTIVATIONS = {"gelu": (lambda z: z * .5 * (1 + erf(z / 2 ** .5)), lambda z: .5 * (1 + erf(z / 2 ** .5)) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)),
               "leaky_relu": (lambda z: np.where(z > 0, z, .01 * z), lambda z: np.where(z > 0, 1, .01)), "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
               "sigmoid": (expit, lambda z: expit(z) * (1 - expit(z)))}
for name, options, sd, width, depth in [("gelu", "init=he", math.sqrt(2 / 48), 48, 12), ("leaky_relu", "init=he,normalization=layer", math.sqrt(2 / 32), 32, 10),
                                        ("tanh", "std=0.2,residual=1", .2, 40, 15), ("sigmoid", "init=xavier", math.sqrt(1 / 24), 24, 8)]:
    f, df = ACTIVATIONS[name]
    logs = []
    for _ in range(S):
        x, kept = rng.standard_normal(width), []
        for _ in range(depth):
            W = rng.standard_normal((width, width)) * sd
            z, scale = W @ x, None
            if "layer" in options:
                scale = math.sqrt(((z - z.mean()) ** 2).mean() + 1e-5)
                z = (z - z.mean()) / scale
            kept.append((W, z, scale))
            x = x * ("residual" in options) + f(z)
        g = rng.standard_normal(width)
        g /= np.linalg.norm(g)
        norms = [0.]
        for W, z, scale in kept[::-1]:
            d = g * df(z)
            if scale:
                d = (d - d.mean() - z * (d * z).mean()) / scale
            g = W.T @ d + g * ("residual" in options)
            norms.append(math.log10(np.linalg.norm(g)))
        logs.append(norms[::-1])
    mean, deviation = np.mean(logs, 0), np.std(logs, 0, ddof=1)
    record("depth", f"network={name}({options})&units={width}&depth={depth}&seeds={SEEDS}",
           {"runs": [{"columns": {"log10_gradient": [{"near": float(m), "within": float(5 * s * math.sqrt(1 / S + 1 / SEEDS) + 1e-6)} for m, s in zip(mean, deviation)]}}]}, 0)

# ---------------------------------------------------------------- steps, and functions that derivatives of others are written with
for text, f, points in [
        ("sign(x)", mp.sign, [[-2.5], [0.1]]), ("floor(x)", mp.floor, [[-2.5], [0.1], [7.9]]), ("ceil(x)", mp.ceil, [[-2.5], [0.1], [7.9]]),
        ("round(x)", mp.nint, [[-2.4], [0.1], [7.9], [2.51]]), ("unit(x,y)", lambda x, y: x / mp.sqrt(x * x + y * y), U2(-3, 3)),
        ("log_cosh(x)", lambda x: mp.log(mp.cosh(x)), U(-20, 20)), ("log1m_exp(x)", lambda x: mp.log(1 - mp.exp(x)), U(-5, -0.01)),
        ("sinc2(x)", lambda x: ((3 - x * x) * mp.sin(x) - 3 * x * mp.cos(x)) / x ** 5, U(-9, 9)),
        ("exprel(x)", lambda x: mp.expm1(x) / x, U(-5, 5)), ("exprel1(x)", lambda x: (1 + mp.exp(x) * (x - 1)) / x ** 2, U(-5, 5)),
        ("exprel2(x)", lambda x: (mp.exp(x) * (x * x - 2 * x + 2) - 2) / x ** 3, U(-5, 5))]:
    point(text, f, points)

print("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]")
