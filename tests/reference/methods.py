#!/usr/bin/env python3
"""Writes methods.json: where methods of descent go, each written here once more from its paper, whose numbers of equations and algorithms stand
beside it, in double precision; where scipy has the method, it is scipy's. Run with Debian's python3-numpy and python3-scipy from the root of the
repository: /usr/bin/python3 tests/reference/methods.py"""
import json
import math
import warnings

import numpy as np
import scipy.optimize

# --- landscapes: as the service writes them, with the gradient and Hessian by hand


def quadratic(x):
    return x[0] ** 2 + 10 * x[1] ** 2, np.array([2 * x[0], 20 * x[1]]), np.diag([2.0, 20.0])


def rosenbrock(x):
    n, f = len(x), 0.0
    g, h = np.zeros(n), np.zeros((n, n))
    for i in range(n - 1):
        a, b = x[i + 1] - x[i] ** 2, 1 - x[i]
        f += 100 * a * a + b * b
        g[i] += -400 * a * x[i] - 2 * b
        g[i + 1] += 200 * a
        h[i, i] += 1200 * x[i] ** 2 - 400 * x[i + 1] + 2
        h[i, i + 1] -= 400 * x[i]
        h[i + 1, i] -= 400 * x[i]
        h[i + 1, i + 1] += 200
    return f, g, h


def himmelblau(x):
    a, b = x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7
    g = np.array([4 * a * x[0] + 2 * b, 2 * a + 4 * b * x[1]])
    off = 4 * x[0] + 4 * x[1]
    return a * a + b * b, g, np.array([[12 * x[0] ** 2 + 4 * x[1] - 42, off], [off, 4 * x[0] + 12 * x[1] ** 2 - 26]])


def wave(x):
    g = np.array([0.4 * x[0] + 3 * math.cos(3 * x[0])])
    return 0.2 * x[0] ** 2 + math.sin(3 * x[0]), g, np.array([[0.4 - 9 * math.sin(3 * x[0])]])


LANDSCAPES = {"x^2+10*y^2": quadratic, "rosenbrock": rosenbrock, "himmelblau": himmelblau, "0.2*x^2+sin(3*x)": wave}
STARTS = [("x^2+10*y^2", [-5, -2]), ("rosenbrock", [-1.2, 1, 0.5, 2]), ("himmelblau", [0.5, -1]), ("0.2*x^2+sin(3*x)", [2.5]), ("himmelblau", [-2, 3.5]), ("rosenbrock", [-1.2, 1])]
STEPS = 60


class Run:
    """What a method sees of a landscape: every point that it asks for is recorded."""

    def __init__(self, landscape):
        self.landscape, self.points, self.values = landscape, [], []

    def __call__(self, x):
        x = np.array(x, dtype=float)
        f, g, h = self.landscape(x)
        self.points.append(x.tolist())
        self.values.append(f)
        self.f, self.g, self.h = f, g, h
        return f

    def slope(self, x):
        self(x)
        return self.g

    def hidden(self, x):
        """The gradient at a point that is not shown."""
        return self.landscape(np.array(x, dtype=float))[1]


# --- methods: run, start, steps, options; each takes `steps` steps, and has the landscape evaluated where it stands


def divide(a, b):
    """a/b, and 0 where b is 0."""
    return np.divide(a, b, out=np.zeros_like(a), where=b != 0)


def lion(run, x, steps, lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0):
    """Chen et al. 2023, algorithm 2"""
    m = np.zeros_like(x)
    for _ in range(steps):
        g = run.slope(x)
        c = beta1 * m + (1 - beta1) * g
        x = x - lr * (np.sign(c) + weight_decay * x)
        m = beta2 * m + (1 - beta2) * g
    run(x)


def adan(run, x, steps, lr=1e-3, beta1=0.98, beta2=0.92, beta3=0.99, eps=1e-8, weight_decay=0.0):
    """Xie et al. 2024, algorithm 1, lines 3 to 7; the means are divided by 1 - beta^t as in its authors' program"""
    m, v, n, old = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x), None
    for t in range(1, steps + 1):
        g = run.slope(x)
        d = np.zeros_like(x) if old is None else g - old
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * d
        n = beta3 * n + (1 - beta3) * (g + beta2 * d) ** 2
        eta = lr / (np.sqrt(n / (1 - beta3 ** t)) + eps)
        x = (x - eta * (m / (1 - beta1 ** t) + beta2 * v / (1 - beta2 ** t))) / (1 + lr * weight_decay)
        old = g
    run(x)


def adabelief(run, x, steps, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-16, weight_decay=0.0):
    """Zhuang et al. 2020, algorithm 2"""
    m, s = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 1):
        g = run.slope(x) + weight_decay * x
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * (g - m) ** 2 + eps
        x = x - lr * (m / (1 - beta1 ** t)) / (np.sqrt(s / (1 - beta2 ** t)) + eps)
    run(x)


def lars(run, x, steps, lr=1.0, momentum=0.9, trust=0.001, weight_decay=0.0):
    """You, Gitman & Ginsburg 2017, algorithm 1; a layer is all of x"""
    v = np.zeros_like(x)
    for _ in range(steps):
        g = run.slope(x)
        size, slope = np.linalg.norm(x), np.linalg.norm(g)
        rate = trust * size / (slope + weight_decay * size) if size > 0 and slope > 0 else 1
        v = momentum * v + lr * rate * (g + weight_decay * x)
        x = x - v
    run(x)


def lamb(run, x, steps, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0.0):
    """You et al. 2020, algorithm 2; phi is the identity, and a layer is all of x"""
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 1):
        g = run.slope(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        r = (m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) + eps) + weight_decay * x
        size, length = np.linalg.norm(x), np.linalg.norm(r)
        x = x - lr * (size / length if size > 0 and length > 0 else 1) * r
    run(x)


def polyak(run, x, steps, lr=1.0, f_min=0.0):
    """Polyak 1987, section 5.3, (29)"""
    for _ in range(steps):
        g = run.slope(x)
        x = x - lr * (run.f - f_min) / (g @ g) * g
    run(x)


def prodigy(run, x, steps, lr=1.0, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, d0=1e-6):
    """Mishchenko & Defazio 2024, algorithm 4"""
    start, d, r, b = x, d0, 0.0, math.sqrt(beta2)
    m, v, s = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for _ in range(steps):
        g = run.slope(x)
        m = beta1 * m + (1 - beta1) * d * g
        v = beta2 * v + (1 - beta2) * d * d * g * g
        r = b * r + (1 - b) * lr * d * d * (g @ (start - x))
        s = b * s + (1 - b) * lr * d * d * g
        x = x - lr * d * (m / (np.sqrt(v) + d * eps) + weight_decay * x)
        d = max(d, r / np.abs(s).sum())
    run(x)


class Sgd:
    """One step after the other, for methods made of another."""

    def __init__(self, lr=0.1, momentum=0.0, dampening=0.0, weight_decay=0.0):
        self.lr, self.momentum, self.dampening, self.decay, self.v = lr, momentum, dampening, weight_decay, None

    def step(self, x, g):
        g = g + self.decay * x
        self.v = g if self.v is None else self.momentum * self.v + (1 - self.dampening) * g
        return x - self.lr * self.v


class Adam:
    """Kingma & Ba 2015, algorithm 1"""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.m, self.v, self.t = lr, beta1, beta2, eps, 0, 0, 0

    def step(self, x, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g * g
        return x - self.lr * self.m / (1 - self.beta1 ** self.t) / (np.sqrt(self.v / (1 - self.beta2 ** self.t)) + self.eps)


INNER = {"sgd(lr=0.01)": lambda: Sgd(0.01), "momentum(lr=0.002,momentum=0.8)": lambda: Sgd(0.002, 0.8), "adam(lr=0.05)": lambda: Adam(0.05),
         "adam(lr=0.05,beta1=0.8)": lambda: Adam(0.05, 0.8), "sgd(lr=0.002)": lambda: Sgd(0.002)}


def lookahead(run, x, steps, inner="sgd", k=5, alpha=0.5):
    """Zhang et al. 2019, algorithm 1"""
    method, slow = INNER[inner](), x
    for t in range(1, steps + 1):
        x = method.step(x, run.slope(x))
        if t % k == 0:
            slow = slow + alpha * (x - slow)
            x = slow
    run(x)


def sam(run, x, steps, inner="sgd", rho=0.05):
    """Foret et al. 2021, algorithm 1, with e of (2) for p = 2"""
    method = INNER[inner]()
    for _ in range(steps // 2):
        g = run.slope(x)
        x = method.step(x, run.slope(x + rho * g / np.linalg.norm(g)))
    run(x)


def schedule_free(run, x, steps, lr=0.1, beta=0.9, weight_decay=0.0):
    """Defazio et al. 2024, (3) to (5)"""
    z, squares = x, 0.0
    for _ in range(steps):
        run(x)
        y = (1 - beta) * z + beta * x
        z = z - lr * (run.hidden(y) + weight_decay * y)
        squares += lr * lr
        c = lr * lr / squares
        x = (1 - c) * x + c * z
    run(x)


def nesterov(run, x, steps, lr=0.1, momentum=0.9, report="lookahead"):
    """Sutskever et al. 2013, (3) and (4), with the velocity in units of the gradient"""
    v = np.zeros_like(x)
    for _ in range(steps):
        run(x)
        if report == "lookahead":
            v = momentum * v + run.hidden(x - lr * momentum * v)
            x = x - lr * v
        else:  # the point that gradients are taken at, as Bengio, Boulanger-Lewandowski & Pascanu 2013, (7), and torch
            v = momentum * v + run.g
            x = x - lr * (run.g + momentum * v)
    run(x)


def gd(run, x, steps, lr=0.1, clip=0.0, average="none", average_decay=0.99):
    """Cauchy 1847; clipped as Pascanu, Mikolov & Bengio 2013, algorithm 1 (torch adds 1e-6); averaged as Polyak & Juditsky 1992, (7), or by
    an exponential mean"""
    mean = x
    run(mean)
    for t in range(1, steps + 1):
        g = run.hidden(x)
        x = x - lr * g * (min(1, clip / (np.linalg.norm(g) + 1e-6)) if clip else 1)
        weight = {"none": 1, "polyak": 1 / t, "ema": 1 - average_decay}[average]
        mean = mean + weight * (x - mean)
        run(mean)


def momentum(run, x, steps, lr=0.1, momentum=0.9):
    """Polyak 1964, (9), as Sutskever et al. 2013, (1) and (2), but that the rate stands outside of the velocity"""
    v = np.zeros_like(x)
    for _ in range(steps):
        v = momentum * v + run.slope(x)
        x = x - lr * v
    run(x)


def amsgrad(run, x, steps, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Reddi, Kale & Kumar 2018, algorithm 2, with the means divided by 1 - beta^t"""
    m, v, greatest = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 1):
        g = run.slope(x)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
        greatest = np.maximum(greatest, v)
        x = x - lr / (1 - beta1 ** t) * m / (np.sqrt(greatest / (1 - beta2 ** t)) + eps)
    run(x)


def newton(run, x, steps, lr=1.0, damping=0.0, absolute=0):
    """Nocedal & Wright 2006, (3.30); Dauphin et al. 2014, algorithm 1: the matrix function |H| by its series of projections"""
    for _ in range(steps):
        g = run.slope(x)
        values, vectors = np.linalg.eigh(run.h)
        h = sum(abs(value) * np.outer(v, v) for value, v in zip(values, vectors.T)) if absolute else run.h
        x = x - lr * (np.linalg.inv(h + damping * np.eye(len(x))) @ g)
    run(x)


def line_search(run, x, steps, lr=1.0, shrink=0.5, decrease=1e-4):
    """Nocedal & Wright 2006, algorithm 3.1, along -g"""
    f, g, length = run(x), run.g, lr
    while len(run.points) <= steps and np.any(x - length * g != x):
        there = x - length * g
        if run(there) <= f - decrease * length * (g @ g):
            x, f, g, length = there, run.f, run.g, lr
        else:
            length *= shrink


def lbfgs(run, x, steps, lr=1.0, memory=10, decrease=1e-4, curvature=0.9):
    """Nocedal & Wright 2006: the inverse Hessian as a matrix, (7.19) from (7.20); lengths by bisection on the weak Wolfe conditions, as Burke, Lewis
    & Overton 2005, section 4. Of twelve evaluations: on Rosenbrock's function rounding grows ten times an evaluation afterwards"""
    steps = min(steps, 12)
    f, g, pairs, identity = run(x), run.g, [], np.eye(len(x))
    while len(run.points) <= steps and np.linalg.norm(g) > 1e-5:
        h = identity * (pairs[-1][0] @ pairs[-1][1] / (pairs[-1][1] @ pairs[-1][1]) if pairs else 1)
        for step, change in pairs[-memory:]:
            v = identity - np.outer(change, step) / (step @ change)
            h = v.T @ h @ v + np.outer(step, step) / (step @ change)
        d = -h @ g
        low, high, length = 0.0, 0.0, lr * (1 if pairs or np.linalg.norm(g) <= 1 else 1 / np.linalg.norm(g))
        while len(run.points) <= steps:
            falls = run(x + length * d) <= f + decrease * length * (g @ d)
            if falls and run.g @ d >= curvature * (g @ d):
                pairs.append((length * d, run.g - g))
                x, f, g = x + length * d, run.f, run.g
                break
            low, high = (length, high) if falls else (low, length)
            length = (low + high) / 2 if high else 2 * length


def by_scipy(run, x, name, enough, hess=None, **options):
    """scipy.optimize.minimize, up to where the gradient's norm is `enough`, or 50 evaluations: then rounding decides"""

    class Enough(Exception):
        pass

    def value(at):
        f = run(at)
        if np.linalg.norm(run.g) < enough or len(run.points) == 50:
            raise Enough
        return f

    try:
        scipy.optimize.minimize(value, x, jac=lambda at: run.landscape(at)[1], hess=hess, method=name, options=options)
    except Enough:
        pass


def bfgs(run, x, steps):
    by_scipy(run, x, "BFGS", 1e-2, gtol=0)


def conjugate_gradient(run, x, steps):
    by_scipy(run, x, "CG", 1e-2, gtol=0)


# --- methods without gradients; their random numbers are the service's: Philox-4x32-10 (Salmon et al. 2011) by purpose, run, step and number


def uniform(position, seed=1, purpose=10, run=0):
    stream, pair = purpose << 48 | run, position // 2
    words = [pair & 0xFFFFFFFF, pair >> 32, stream & 0xFFFFFFFF, stream >> 32]
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        p0, p1 = words[0] * 0xD2511F53, words[2] * 0xCD9E8D57
        words = [p1 >> 32 ^ words[1] ^ key[0], p1 & 0xFFFFFFFF, p0 >> 32 ^ words[3] ^ key[1], p0 & 0xFFFFFFFF]
        key = [key[0] + 0x9E3779B9 & 0xFFFFFFFF, key[1] + 0xBB67AE85 & 0xFFFFFFFF]
    k = position % 2
    return ((words[2 * k + 1] << 32 | words[2 * k]) >> 11) * 2.0 ** -53


class Chance:
    """The numbers of step t, from 1."""

    def __init__(self, n, t):
        self.n, self.first = n, t * (2 * n + 16)

    def uniform(self, k):
        return uniform(self.first + k)

    def normals(self):
        """Box & Muller 1958"""
        z = []
        for k in range(0, self.n + 1, 2):
            radius = math.sqrt(-2 * math.log(1 - self.uniform(k)))
            angle = 2 * math.pi * self.uniform(k + 1)
            z += [radius * math.cos(angle), radius * math.sin(angle)]
        return np.array(z[:self.n])


def nelder_mead(run, x, steps, adaptive=0):
    """scipy.optimize.minimize"""
    scipy.optimize.minimize(run, x, method="Nelder-Mead", options={"adaptive": bool(adaptive), "xatol": -1, "fatol": -1, "maxfev": 40})  # then values in one dimension are equal to rounding


def random_search(run, x, steps, lr=0.5):
    """Matyas 1965, with a step forward where it is lower"""
    f = run(x)
    for t in range(1, steps + 1):
        y = x + lr * Chance(len(x), t).normals()
        value = run(y)
        if value < f:
            x, f = y, value


def annealing(run, x, steps, lr=0.5, temperature=1.0, cooling=0.98):
    """Kirkpatrick, Gelatt & Vecchi 1983, p. 672: Metropolis's rule under an exponential cooling"""
    f = run(x)
    for t in range(1, steps + 1):
        chance = Chance(len(x), t)
        y = x + lr * chance.normals()
        value = run(y)
        if value <= f or chance.uniform(len(x) + 1) < math.exp(-(value - f) / (temperature * cooling ** (t - 1))):
            x, f = y, value


def differential_evolution(run, x, steps, lr=1.0, population=20, weight=0.8, crossover=0.9):
    """Storn & Price 1997, (2) to (5)"""
    n = len(x)
    members = [x] + [x + lr * np.array([2 * Chance(n, t).uniform(d) - 1 for d in range(n)]) for t in range(1, population)]
    values, t = [run(member) for member in members], population
    while t <= steps:
        following, values_following = list(members), list(values)
        for i in range(population):
            if t > steps:
                return
            chance, left, picks = Chance(n, t), [k for k in range(population) if k != i], []
            for k in range(3):
                picks.append(left.pop(int(chance.uniform(n + 1 + k) * len(left))))
            a, b, c = (members[k] for k in picks)
            sure = int(chance.uniform(n) * n)
            trial = np.array([a[d] + weight * (b[d] - c[d]) if d == sure or chance.uniform(n + 4 + d) < crossover else members[i][d]
                              for d in range(n)])
            value = run(trial)
            if value < values[i]:
                following[i], values_following[i] = trial, value
            t += 1
        members, values = following, values_following


def particle_swarm(run, x, steps, lr=1.0, population=20, inertia=0.7298, own=1.49618, common=1.49618):
    """Kennedy & Eberhart 1995, section 3; the inertia: Shi & Eberhart 1998, (2a) and (2b)"""
    n = len(x)
    places = [x] + [x + lr * np.array([2 * Chance(n, t).uniform(d) - 1 for d in range(n)]) for t in range(1, population)]
    values = [run(place) for place in places]
    best, t, speeds = list(places), population, [np.zeros(n)] * population
    while True:
        leader = best[int(np.argmin(values))]
        for i in range(population):
            if t > steps:
                return
            chance = Chance(n, t)
            r, s = np.array([chance.uniform(d) for d in range(n)]), np.array([chance.uniform(n + d) for d in range(n)])
            speeds[i] = inertia * speeds[i] + own * r * (best[i] - places[i]) + common * s * (leader - places[i])
            places[i] = places[i] + speeds[i]
            value = run(places[i])
            if value < values[i]:
                best[i], values[i] = places[i], value
            t += 1


def cma_es(run, x, steps, lr=0.5, population=0):
    """Hansen 2016, figure 6 and table 1, with w_i = 0 for i > mu; numbers as there"""
    n = len(x)
    lam = population or 4 + int(3 * math.log(n))  # (48)
    mu = lam // 2
    w = np.array([math.log((lam + 1) / 2) - math.log(i) for i in range(1, mu + 1)])  # (49)
    w /= w.sum()
    mueff = 1 / (w @ w)
    csigma = (mueff + 2) / (n + mueff + 5)  # (55)
    dsigma = 1 + 2 * max(0, math.sqrt((mueff - 1) / (n + 1)) - 1) + csigma
    cc = (4 + mueff / n) / (n + 4 + 2 * mueff / n)  # (56)
    c1 = 2 / ((n + 1.3) ** 2 + mueff)  # (57)
    cmu = min(1 - c1, 2 * (0.25 + mueff + 1 / mueff - 2) / ((n + 2) ** 2 + mueff))  # (58)
    expected = math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    m, sigma, ps, pc, cov = x, lr, np.zeros(n), np.zeros(n), np.eye(n)
    run(x)
    t, generation = 1, 0
    while t <= steps:
        lengths, b = np.linalg.eigh(cov)
        root, inverse = b @ np.diag(np.sqrt(lengths)) @ b.T, b @ np.diag(1 / np.sqrt(lengths)) @ b.T
        ys, values = [], []
        for _ in range(lam):
            if t > steps:
                return
            ys.append(root @ Chance(n, t).normals())  # (38), (39): B D B' in place of B D
            values.append(run(m + sigma * ys[-1]))  # (40)
            t += 1
        order = np.argsort(values, kind="stable")[:mu]
        step = sum(w[k] * ys[i] for k, i in enumerate(order))  # (41)
        m = m + sigma * step  # (42)
        ps = (1 - csigma) * ps + math.sqrt(csigma * (2 - csigma) * mueff) * (inverse @ step)  # (43)
        length = np.linalg.norm(ps)
        steady = length / math.sqrt(1 - (1 - csigma) ** (2 * (generation + 1))) < (1.4 + 2 / (n + 1)) * expected
        pc = (1 - cc) * pc + steady * math.sqrt(cc * (2 - cc) * mueff) * step  # (45)
        delta = (1 - steady) * cc * (2 - cc)
        cov = (1 + c1 * delta - c1 - cmu) * cov + c1 * np.outer(pc, pc) + cmu * sum(w[k] * np.outer(ys[i], ys[i]) for k, i in enumerate(order))  # (47)
        sigma = sigma * math.exp(csigma / dsigma * (length / expected - 1))  # (44)
        generation += 1


# --- methods that see the Hessian


def adahessian(run, x, steps, lr=0.15, beta1=0.9, beta2=0.999, eps=1e-4, weight_decay=0.0, power=1.0):
    """Yao et al. 2021, algorithm 1 with (5) for Hutchinson's diagonal, and blocks of one coordinate"""
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 1):
        g = run.slope(x)
        z = np.array([-1.0 if Chance(len(x), t).uniform(d) < 0.5 else 1.0 for d in range(len(x))])
        diagonal = z * (run.h @ z)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * diagonal ** 2
        x = x - lr * ((m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) ** power + eps) + weight_decay * x)
    run(x)


def sophia(run, x, steps, lr=0.01, beta1=0.96, beta2=0.99, eps=1e-12, weight_decay=0.0, gamma=0.01, k=10):
    """Liu et al. 2024, algorithm 3 with algorithm 1"""
    m, h = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, steps + 1):
        m = beta1 * m + (1 - beta1) * run.slope(x)
        if t % k == 1 or k == 1:
            u = Chance(len(x), t).normals()
            h = beta2 * h + (1 - beta2) * u * (run.h @ u)
        x = x - lr * weight_decay * x
        x = x - lr * np.clip(m / np.maximum(gamma * h, eps), -1, 1)
    run(x)


def trust_region(run, x, steps, lr=1.0, max_radius=1000.0, eta=0.15):
    """scipy.optimize.minimize, its trust-ncg"""
    by_scipy(run, x, "trust-ncg", 1e-2, hess=lambda at: run.landscape(at)[2], gtol=0, initial_trust_radius=lr, max_trust_radius=max_radius, eta=eta)


# --- methods of matrices, which x is as near to a square as can be, or as `rows` and `matrices` say


def matrices_of(x, matrices=1, rows=0):
    each = len(x) // matrices
    if not rows:
        rows = max(k for k in range(1, each + 1) if each % k == 0 and k * k <= each)
    return [m.reshape(rows, -1) for m in np.split(x, matrices)]


def muon(run, x, steps, lr=0.02, matrices=1, rows=0, momentum=0.95, nesterov=1, ns_steps=5, weight_decay=0.0):
    """Jordan et al. 2024: the quintic Newton-Schulz iteration; the mean and the scale as in the authors' program"""
    m = np.zeros_like(x)
    for _ in range(steps):
        g = run.slope(x)
        m = momentum * m + (1 - momentum) * g
        u = momentum * m + (1 - momentum) * g if nesterov else m
        moves = []
        for matrix in matrices_of(u, matrices, rows):
            y = matrix / (np.linalg.norm(matrix) + 1e-7)
            for _ in range(ns_steps):
                a = y @ y.T
                y = 3.4445 * y + (-4.7750 * a + 2.0315 * a @ a) @ y
            moves.append((y * math.sqrt(max(1, matrix.shape[0] / matrix.shape[1]))).ravel())
        x = x * (1 - lr * weight_decay) - lr * np.concatenate(moves)
    run(x)


def shampoo(run, x, steps, lr=0.1, matrices=1, rows=0, eps=1e-4):
    """Gupta, Koren & Singer 2018, algorithm 1"""

    def root(matrix):
        values, vectors = np.linalg.eigh(matrix)
        return vectors @ np.diag(values ** -0.25) @ vectors.T

    shapes = [m.shape for m in matrices_of(x, matrices, rows)]
    left, right = [eps * np.eye(r) for r, _ in shapes], [eps * np.eye(c) for _, c in shapes]
    for _ in range(steps):
        moves = []
        for k, g in enumerate(matrices_of(run.slope(x), matrices, rows)):
            left[k] = left[k] + g @ g.T
            right[k] = right[k] + g.T @ g
            moves.append((root(left[k]) @ g @ root(right[k])).ravel())
        x = x - lr * np.concatenate(moves)
    run(x)


def soap(run, x, steps, lr=3e-3, matrices=1, rows=0, beta1=0.95, beta2=0.95, eps=1e-8, shampoo_beta=0.95, k=10, weight_decay=0.0):
    """Vyas et al. 2025, algorithms 3 and 4, with Adam's corrections; the first gradient tells the bases alone"""
    state = []
    for t in range(steps):
        moves = []
        for number, g in enumerate(matrices_of(run.slope(x), matrices, rows)):
            if t == 0:
                state.append({"l": g @ g.T, "r": g.T @ g, "m": np.zeros_like(g), "v": np.zeros_like(g)})
                s = state[-1]
                s["p"], s["q"] = np.linalg.eigh(s["l"])[1], np.linalg.eigh(s["r"])[1]
                moves.append(np.zeros(g.size))
                continue
            s = state[number]
            turned = s["p"].T @ g @ s["q"]
            s["m"] = beta1 * s["m"] + (1 - beta1) * g
            s["v"] = beta2 * s["v"] + (1 - beta2) * turned * turned
            mean = s["p"].T @ s["m"] @ s["q"] / (1 - beta1 ** t)
            moves.append((s["p"] @ (mean / (np.sqrt(s["v"] / (1 - beta2 ** t)) + eps)) @ s["q"].T).ravel())
            s["l"] = shampoo_beta * s["l"] + (1 - shampoo_beta) * g @ g.T
            s["r"] = shampoo_beta * s["r"] + (1 - shampoo_beta) * g.T @ g
            if t % k == 0:
                s["p"], s["q"] = np.linalg.qr(s["l"] @ s["p"])[0], np.linalg.qr(s["r"] @ s["q"])[0]
        x = x * (1 - (lr * weight_decay if t else 0)) - lr * np.concatenate(moves)
    run(x)


def adafactor(run, x, steps, lr=0.01, matrices=1, rows=0, decay=0.8, threshold=1.0, eps1=1e-30, eps2=1e-3):
    """Shazeer & Stern 2018, algorithm 4, for single rows and columns algorithm 5; rates of section 7"""
    shapes = [m.shape for m in matrices_of(x, matrices, rows)]
    r, c = [np.zeros(a) for a, _ in shapes], [np.zeros(b) for _, b in shapes]
    v = [np.zeros(shape) for shape in shapes]
    for t in range(1, steps + 1):
        keep, moves = 1 - t ** -decay, []
        for k, (g, at) in enumerate(zip(matrices_of(run.slope(x), matrices, rows), matrices_of(x, matrices, rows))):
            squares = g * g + eps1
            if 1 in g.shape:
                v[k] = keep * v[k] + (1 - keep) * squares
                estimate = v[k]
            else:
                r[k] = keep * r[k] + (1 - keep) * squares.sum(axis=1)
                c[k] = keep * c[k] + (1 - keep) * squares.sum(axis=0)
                estimate = np.outer(r[k], c[k]) / r[k].sum()
            u = g / np.sqrt(estimate)
            u = u / max(1, math.sqrt((u * u).mean()) / threshold)
            moves.append((max(eps2, math.sqrt((at * at).mean())) * min(lr, 1 / math.sqrt(t)) * u).ravel())
        x = x - np.concatenate(moves)
    run(x)


RESIDUES = {  # with the Jacobian
    "x^2+10*y^2": lambda x: (np.array([x[0], math.sqrt(10) * x[1]]), np.diag([1, math.sqrt(10)])),
    "himmelblau": lambda x: (np.array([x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7]), np.array([[2 * x[0], 1], [1, 2 * x[1]]])),
    "rosenbrock": lambda x: (np.concatenate([10 * (x[1:] - x[:-1] ** 2), 1 - x[:-1]]), np.array(
        [[10.0 * (j == i + 1) - 20 * x[i] * (j == i) for j in range(len(x))] for i in range(len(x) - 1)]
        + [[-1.0 * (j == i) for j in range(len(x))] for i in range(len(x) - 1)])),
}


def levenberg_marquardt(run, x, steps, lr=0.01, factor=10.0):
    """Marquardt 1963, (15) and (30) to (32), the damping by a factor each time; it ends where scipy.optimize.least_squares (MINPACK's lmder) does"""
    residues = next(RESIDUES[f] for f, landscape in LANDSCAPES.items() if landscape is run.landscape)
    start, f, damping = x, run(x), lr
    for _ in range(60):
        r, j = residues(x)
        assert abs(r @ r - f) < 1e-9 * max(1, f)
        a = j.T @ j
        trial = x + np.linalg.solve(a + damping * np.diag(np.diag(a)), -j.T @ r)
        value = run(trial)
        damping = damping / factor if value < f else damping * factor
        if value < f:
            x, f = trial, value
        if np.linalg.norm(run.g) < 1e-5:
            break
    if np.linalg.norm(run.landscape(x)[1]) < 1e-4:
        known = scipy.optimize.least_squares(lambda at: residues(at)[0], start, jac=lambda at: residues(at)[1], method="lm")
        assert np.allclose(known.x, x, rtol=0, atol=1e-3), (known.x, x)


# --- cases: the method, its options by landscape or for all, and which landscapes it is tried on (all four by default)

ALL = [0, 1, 2, 3]
CASES = [
    (lion, {"lr": 0.05}, ALL),
    (lion, {"lr": 0.01, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1}, ALL),
    (adan, {"lr": 0.05}, ALL),
    (adan, {"lr": 0.02, "beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "eps": 1e-3, "weight_decay": 0.05}, ALL),
    (adabelief, {"lr": 0.05}, ALL),
    (adabelief, {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4, "weight_decay": 0.05}, ALL),
    (lars, {"lr": 10}, ALL),
    (lars, {"lr": 1, "momentum": 0.5, "trust": 0.01, "weight_decay": 0.1}, ALL),
    (lamb, {"lr": 0.05}, ALL),
    (lamb, {"lr": 0.01, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1}, ALL),
    (polyak, {"lr": 0.5}, [0, 1, 2]),
    (polyak, {"f_min": -3}, [0, 2, 3]),
    (prodigy, {}, ALL),
    (lookahead, {"inner": "momentum(lr=0.002,momentum=0.8)"}, [0, 1, 2]),
    (lookahead, {"inner": "adam(lr=0.05,beta1=0.8)", "k": 3, "alpha": 0.7}, ALL),
    (sam, {"inner": "sgd(lr=0.01)"}, [0, 2, 3]),
    (sam, {"inner": "adam(lr=0.05)", "rho": 0.2}, ALL),
    (schedule_free, {"lr": 0.002}, [0, 1, 2]),
    (schedule_free, {"lr": 0.02, "beta": 0.7, "weight_decay": 0.1}, [0, 3]),
    (nesterov, {"lr": 0.01, "momentum": 0.8, "report": "lookahead"}, [0, 3]),
    (nesterov, {"lr": 0.0005, "report": "lookahead"}, [1, 2]),
    (gd, {"lr": 0.01, "clip": 3}, ALL),
    (gd, {"lr": 0.08, "average": "polyak"}, [0, 3]),
    (gd, {"lr": 0.08, "clip": 0.5, "average": "ema", "average_decay": 0.8}, ALL),
    (momentum, {"lr": 0.01}, [0, 3]),
    (momentum, {"lr": 0.0005, "momentum": 0.7}, ALL),
    (nesterov, {"lr": 0.01, "momentum": 0.8, "report": "torch"}, [0, 3]),
    (amsgrad, {"lr": 0.1}, ALL),
    (amsgrad, {"lr": 0.05, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3}, ALL),
    (newton, {"lr": 0.5}, ALL + [4]),
    (newton, {"lr": 0.3, "absolute": 1}, ALL + [4]),
    (newton, {"lr": 1, "damping": 3, "absolute": 1}, ALL),
    (newton, {"damping": 50}, [0, 5]),
    (line_search, {}, ALL),
    (line_search, {"lr": 0.3, "shrink": 0.7, "decrease": 0.3}, ALL),
    (lbfgs, {}, ALL + [4, 5]),
    (lbfgs, {"lr": 0.5, "memory": 2, "curvature": 0.7, "decrease": 0.1}, ALL + [4, 5]),
    (bfgs, {}, ALL + [4]),
    # From the others scipy looks for a step once more, by another algorithm, where ours goes down along the gradient
    (conjugate_gradient, {}, [0, 1]),
    (nelder_mead, {}, ALL),
    (nelder_mead, {"adaptive": 1}, [1, 2]),
    (random_search, {}, ALL),
    (annealing, {"lr": 0.3}, ALL),
    (annealing, {"temperature": 30, "cooling": 0.9}, ALL),
    (differential_evolution, {"population": 6}, ALL),
    (differential_evolution, {"lr": 0.5, "weight": 0.5, "crossover": 0.6}, [0, 1]),
    (particle_swarm, {"population": 7}, ALL),
    (particle_swarm, {"lr": 2, "inertia": 0.6, "own": 1, "common": 2}, [0, 1]),
    (cma_es, {}, ALL),
    (cma_es, {"lr": 0.2, "population": 9}, ALL),
    (adahessian, {}, ALL),
    (adahessian, {"lr": 0.05, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.1, "power": 0.5}, ALL),
    (sophia, {}, ALL),
    (sophia, {"lr": 0.05, "beta1": 0.8, "beta2": 0.9, "gamma": 0.5, "k": 3, "weight_decay": 0.1}, ALL),
    (trust_region, {}, ALL + [4, 5]),
    (trust_region, {"lr": 0.2, "max_radius": 0.5, "eta": 0.05}, ALL + [4, 5]),
    (muon, {}, [0, 1, 2]),
    (muon, {"lr": 0.1, "momentum": 0.8, "nesterov": 0, "ns_steps": 3, "weight_decay": 0.1, "matrices": 2}, [1]),
    (muon, {"lr": 0.1, "rows": 4}, [1]),
    (shampoo, {}, ALL),
    (shampoo, {"lr": 0.5, "matrices": 2, "rows": 2, "eps": 1e-2}, [1]),
    # With a small eps the first step divides rounding by rounding: the first two gradients are the same
    (soap, {"lr": 0.05, "eps": 0.1}, [1, 3]),
    (soap, {"lr": 0.02, "beta1": 0.8, "beta2": 0.9, "eps": 0.1, "shampoo_beta": 0.9, "k": 3, "weight_decay": 0.1}, [1, 3]),
    (adafactor, {"lr": 0.1}, ALL),
    (adafactor, {"lr": 0.05, "decay": 0.5, "threshold": 0.8, "eps2": 0.01, "matrices": 2}, [1]),
    (levenberg_marquardt, {}, [0, 1, 2, 4, 5]),
    (levenberg_marquardt, {"lr": 1, "factor": 3}, [0, 1, 2, 4, 5]),
    (prodigy, {"lr": 0.5, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.01, "d0": 1e-3}, ALL),
]


def call_of(name, options):
    return name + ("(" + ",".join(f"{key}={value!r}" if not isinstance(value, str) else f"{key}={value}" for key, value in options.items()) + ")"
                   if options else "")


def main():
    warnings.simplefilter("ignore")  # scipy's, that it was stopped
    traces = []
    for method, options, chosen in CASES:
        for k in chosen:
            f, start = STARTS[k]
            run = Run(LANDSCAPES[f])
            method(run, np.array(start, dtype=float), STEPS, **options)
            assert np.isfinite(run.points).all(), (method, options, f)
            traces.append({"call": call_of(method.__name__.strip("_"), options), "f": f, "start": start, "x": run.points, "value": run.values})
    lines = ",\n".join(json.dumps(trace, separators=(",", ":")) for trace in traces)
    with open("tests/reference/methods.json", "w", encoding="utf-8") as file:
        file.write('{"tolerance":1e-10,"traces":[\n' + lines + "\n]}\n")
    print(len(traces), "traces of", len({method for method, _, _ in CASES}), "methods")


main()
