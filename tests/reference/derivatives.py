"""Values, gradients and Hessians where formulas as typed lose digits, overflow or meet 0·∞: mpmath at up to 900 digits.

usage: python3 derivatives.py > derivatives.json      (Debian: python3-mpmath)

Records are those of more.py. The patterns of lib/expression/stable.c are read from that file and evaluated as they stand; a record of one
carries it as `pattern`, so that the test can tell whether every row has been asked for.
"""
import json
import os
import re

import mpmath as mp

HERE = os.path.dirname(os.path.abspath(__file__))
F = {"log": mp.log, "log1p": mp.log1p, "exp": mp.exp, "expm1": mp.expm1, "sin": mp.sin, "cos": mp.cos, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh,
     "sech": mp.sech, "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh, "atan": mp.atan, "atan2": mp.atan2, "asin": mp.asin, "erf": mp.erf,
     "erfc": mp.erfc, "sqrt": mp.sqrt, "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)), "hypot": lambda a, b: mp.sqrt(a * a + b * b), "abs": abs,
     "sigmoid": lambda x: 1 / (1 + mp.exp(-x)), "softplus": lambda x: mp.log1p(mp.exp(x)), "silu": lambda x: x / (1 + mp.exp(-x)),
     "softsign": lambda x: x / (1 + abs(x)), "log_add_exp": lambda a, b: mp.log(mp.exp(a) + mp.exp(b)), "log_cosh": lambda x: mp.log(mp.cosh(x)),
     "log1m_exp": lambda x: mp.log(-mp.expm1(x)), "sinc": lambda x: mp.sin(x) / x, "exprel": lambda x: mp.expm1(x) / x,
     "sinc1": lambda x: (mp.sin(x) - x * mp.cos(x)) / x ** 3, "sinc2": lambda x: ((3 - x * x) * mp.sin(x) - 3 * x * mp.cos(x)) / x ** 5,
     "coth": mp.coth, "csch": mp.csch, "cot": mp.cot, "sinc3": lambda x: ((15 - 6 * x * x) * mp.sin(x) + (x ** 3 - 15 * x) * mp.cos(x)) / x ** 7,
     "exprel3": lambda x: (mp.exp(x) * (x ** 3 - 3 * x * x + 6 * x - 6) + 6) / x ** 4, "tan": mp.tan, "tanhc": lambda x: mp.tanh(x) / x, "tanhc1": lambda x: (mp.tanh(x) / x - mp.sech(x) ** 2) / x ** 2,
     "tanhc2": lambda x: ((2 * x * mp.tanh(x) + 3) * mp.sech(x) ** 2 - 3 * mp.tanh(x) / x) / x ** 4, "log1p_square": lambda x: mp.log1p(x * x),
     "exprel1": lambda x: (mp.exp(x) * (x - 1) + 1) / x ** 2, "exprel2": lambda x: (mp.exp(x) * (x * x - 2 * x + 2) - 2) / x ** 3, "pi": mp.pi}
EXTREME = [1e-160, -1e-160, 1e-8, -1e-8, 3e-4, 0.3, -0.7, 0.999, 2.4, 2.6, -5.0, 40.0, -40.0, 700.0, -700.0, 1e8, -1e8, 1e160, -1e160]
PAIRS = [[0.3, -0.7], [40.0, -40.0], [-40.0, -41.5], [700.0, 701.0], [-900.0, -905.0], [2.5, 800.0], [1e-8, 3e-8], [1e160, 2e160], [1e-160, 1e-160]]
records = []


def number(text):
    return re.sub(r"(?<![\w.])(\d+\.?\d*(?:e-?\d+)?)(?![\w.])", r"mp.mpf('\1')", text)


def function(text):
    """The text as a function of x and y; literals are the doubles they are typed as."""
    code = compile(number(text).replace("^", "**"), text, "eval")
    return lambda *v: eval(code, dict(F, mp=mp, x=v[0], y=v[-1]))


def differences(f, x):
    n, h = len(x), mp.mpf(10) ** (-mp.mp.dps // 4)
    h *= min([abs(v) for v in x if v] + [1])
    at = lambda *moves: f(*[v + sum(s * h for j, s in moves if j == i) for i, v in enumerate(x)])
    value, up, down = at(), [at((i, 1)) for i in range(n)], [at((i, -1)) for i in range(n)]
    hessian = [[(up[i] - 2 * value + down[i]) / h ** 2 if i == j else
                (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))) / (4 * h * h) for j in range(n)] for i in range(n)]
    return value, [(a - b) / (2 * h) for a, b in zip(up, down)], hessian


def near(v, accuracy):
    v = float(v) if abs(v) > 1e-180 or mp.mp.dps > 400 else 0.0  # what is left of differences that are 0
    return {"near": v, "within": accuracy * abs(v) + 1e-320}


def limit(text):
    """The limit at 0, by Richardson's extrapolation of differences at a small place; derivatives as well."""
    mp.mp.dps = 300
    f, h, every = function(text), mp.mpf(10) ** -40, []
    at = {k: f(k * h, k * h) for k in (-3, -2, -1, 1, 2, 3)}
    value = (15 * (at[1] + at[-1]) - 6 * (at[2] + at[-2]) + at[3] + at[-3]) / 20
    slope = (45 * (at[1] - at[-1]) - 9 * (at[2] - at[-2]) + at[3] - at[-3]) / (60 * h)
    curvature = (16 * (at[1] + at[-1]) - at[2] - at[-2] - 30 * value) / (12 * h * h)
    small = lambda v: near(v if abs(v) > 1e-30 else mp.mpf(0), 1e-12)
    expect = [{"value": small(value), "gradient": [small(slope)], "hessian": [[small(curvature)]]}]
    records.append({"study": "point", "query": f"f={text}&at=0", "expect": {"facts": {"points": expect}}, "tolerance": 0})


def ask(text, points, accuracy, pattern=None):
    kept, expect, f = [], [], function(text)
    for x in points:
        mp.mp.dps = 2000 if max(abs(v) for v in x) > 200 or min(abs(v) for v in x) < 1e-20 else 400
        try:
            value, gradient, hessian = differences(f, [mp.mpf(v) for v in x])
        except (ZeroDivisionError, OverflowError, ValueError):
            continue
        every = [value] + gradient + [v for row in hessian for v in row]
        # outside the domain, or beyond the range of doubles, or cut to a few bits at its lower end
        if any(isinstance(v, mp.mpc) or abs(v) > 1e300 for v in every) or any(v != 0 and abs(v) < 1e-290 for v in every):
            continue
        kept.append(x)
        expect.append({"value": near(value, accuracy), "gradient": [near(v, accuracy) for v in gradient], "hessian": [[near(v, accuracy) for v in row] for row in hessian]})
    assert kept, text
    record = {"study": "point", "query": "f=" + text + "".join("&at=" + ",".join(repr(v) for v in x) for x in kept), "expect": {"facts": {"points": expect}}, "tolerance": 0}
    records.append(dict(record, pattern=pattern) if pattern else record)


with open(os.path.join(HERE, "../../lib/expression/stable.c")) as source:
    rows = re.findall(r'^    \{OPERATION_\w+, "([^"]+)", "', source.read(), re.M)
for pattern in rows:
    names = {"u": "x", "v": "y", "c": "2", "k": "0.5", "m": "3"}
    text = re.sub(r"\b[uvckm]\b", lambda m: names[m[0]], pattern)
    points = PAIRS if re.search(r"\by\b", text) else [[x] for x in EXTREME]
    if "sigmoid" in text or re.search(r"1[-+]tanh|tanh\(x\)-1|1-tanh|1\+exp", text):  # the curvature's inflection at 0 is right to 1e-17 of the slope, no nearer
        points = [p for p in points if abs(p[0]) > 1e-5]
    if text in ("x^0.5", "sqrt(x^2)", "sqrt(x^2+y^2)", "hypot(x,y)") or "sqrt(x)" in text or "sqrt(x-" in text or "log(" in text:  # nearer to a corner or to the edge of the domain `point` counts as there
        points = [p for p in points if abs(p[0]) > 1e-9]
    if re.search(r"\b(sin|tan)\(", text):  # of coordinates that are 1e150 apart from their neighbours no slope is worth its digits
        points = [p for p in points if abs(p[0]) < 1e150]
    if "(1-sinc" in text or re.search(r"x-sin|sin\(x\)-x\)|tan\(x\)-x|/atan", text):  # derivatives of what is left beside larger terms
        points = [p for p in points if abs(p[0]) < 100]
    if text == "3*x/asinh(x)":
        points = [p for p in points if abs(p[0]) < 1e100]
    if text.startswith("(1+0.5/x)^"):
        points = [p for p in points if abs(p[0]) > 1e-9]
    if text == "log(x^2+y^2)":  # 0 by a difference
        points = [p for p in points if p[0] != -p[1]]
    if re.search(r"hypot.*[-+]|[-+]hypot", text):  # the curvature of the difference loses digits at 100 times c and more; point says so
        points = [p for p in points if not 1e3 < abs(p[0]) < 1e100]
    ask(text, points, 1e-10 if "hypot" in text else 1e-12, pattern)

for text, points in [
        ("asinh(x)", [1e160, -1e300, 1e-160]), ("acosh(x)", [1e150, 1.0001]), ("atan(x)", [1e80, -1e90, 1e-160]), ("sech(x)", [600, -650]), ("tanh(x)", [300, -18]),
        ("sinh(x)", [690, -690, 1e-160]), ("cosh(x)", [690, -690]), ("sigmoid(x)", [-650, 600]), ("softplus(x)", [-650, 650]), ("silu(x)", [-650, 650]),
        ("softsign(x)", [1e80, -1e90]), ("log(1-tanh(x))", [30, 300, -30]), ("log(sigmoid(x))*3", [-800, 800, 5]), ("log(1/(1+exp(-x)))", [-800, 40]),
        ("log(x+sqrt(x^2+1))", [-1e10, 1e10, 0.3]), ("log(exp(x)+1+3*exp(2*x))", [500, -500, 0.1]), ("log(exp(x)+exp(-x))", [500, -500, 0.1]),
        ("(1-cos(2*x))/(2*x)^2", [1e-8, 1]), ("(1-cos(x))/(x*x)", [1e-9, 3]), ("(exp(x)-1)/x", [1e-10, -50, 50]), ("sinc1(x)", [1e-9, 2.4, 2.6, 30]),
        ("x/(exp(x)-1)", [-31.5, -115.7, -1e160, 300]), ("3*x/(1-exp(2*x))", [-200, 40, 1e150]), ("sqrt(x+1)-sqrt(x)", [1e15, 2]), ("sqrt(1+x)-1", [1e-12, 3]), ("1-sqrt(1-x^2)", [0.3]), ("cosh(x)-1", [1e-9, 3])]:
    ask(text, [[float(x)] for x in points], 1e-11)
for text in [  # limits at 0 and near by, as they are typed
        "sinh(x)/x", "(exp(x)-exp(-x))/(2*x)", "x*coth(x)", "x*cosh(x)/sinh(x)", "x*csch(x)", "tanh(x)/x",
        "tanh(3*x)/(2*x)", "(1-exp(-x^2))/x^2", "(1-exp(-x*x))/(x*x)", "-expm1(-x^2)/x^2", "(exp(-x^2)-1)/(3*x*x)",
        "(exp(x)-1)/x", "(1-exp(-2*x))/x", "expm1(x)*5/x", "x/(exp(x)-1)", "x/(1-exp(-x))", "(x-sin(x))/x^2", "(x-sin(x))/x^3", "(x-sin(x))/(x*x*x)",
        "(1-sin(x)/x)/x^2", "(sin(x)-x*cos(x))/x^3", "log(1+x)/x", "log1p(x)/x", "log(1-x)/x", "log(1+x^2)/x^2",
        "(1+x)^(1/x)", "(1-2*x)^(3/x)", "exp(log(1+x)/x)", "atan(x)/x", "asin(x)/x", "x/asin(2*x)", "atanh(x)/x",
        "asinh(x)/x", "tan(x)/x", "x*cot(x)", "x/tan(x)", "sin(3*x)/x", "3*sin(x)/(2*x)", "sin(x)*(1/x)",
        "(1/x)*sin(x)", "sin(x^2)/x", "sin(x)^2/x^2", "x^2/sin(x)", "(cos(x)-1)/x^2", "(1-cos(3*x))/x^2", "(1-cos(x))/x",
        "(1-cos(x))/sin(x)", "(1-cos(x))/(x*sin(x))", "(exp(x)-1-x)/x^2", "(exp(x)-x-1)/x^2", "(cosh(x)-1)/x^2",
        "sin(x)/x/2+x", "exp(sin(x)/x)", "1/(1+(tanh(x)/x)^2)"]:
    ask(text, [[float(x)] for x in [1e-9, -1e-9, 1e-6, 1e-4, -1e-3, 0.1, 0.4]], 1e-12)
    limit(text)
for text, points in [("log(x)/(x-1)", [1 + 2.0 ** -30, 1 - 2.0 ** -20, 1.25]), ("(1-x)/log(x)", [1 + 2.0 ** -30, 1.25]), ("x^(1/(x-1))", [1 + 2.0 ** -30, 0.5]),
                     ("(1+1/x)^x", [1e10, 30, 1]), ("log(1+x^2)", [1e160, -1e300, 1e-9, 3]), ("log(x^2+2)", [1e160, 0.5]), ("tanh(x)/x", [800, -3, 50])]:
    ask(text, [[float(x)] for x in points], 1e-11)
for text, points in [("hypot(x,y)", [[1e200, 2e200], [3.0, -4.0]]), ("atan2(x,y)", [[1e140, 2e140], [-1.0, 0.5]]),
                     ("sqrt(x^2+y^2)", [[1e200, 2e200], [1.0, 3.0]]), ("log(exp(x)+exp(y))", [[-1000.0, -1001.0], [800.0, 799.0]]),
                     ("log(exp(x)/(exp(x)+exp(y)))", [[800.0, 799.0], [-3.0, 4.0]])]:
    ask(text, points, 1e-11)


def exactly(text, at, value, slope, curvature):
    """By hand: what stands still is not moved by an infinite slope, and limits are values."""
    one = lambda v: None if v is None else {"near": v, "within": 1e-16}
    records.append({"study": "point", "query": f"f={text}&at={at}", "tolerance": 0,
                    "expect": {"facts": {"points": [{"value": one(value), "gradient": [one(slope)], "hessian": [[one(curvature)]]}]}}})


for text in ("sqrt(relu(x))", "cbrt(relu(x))", "relu(x)^0.3", "sqrt(max(x,0))", "sqrt(where(x>0,x,0))", "cbrt(sqrt(relu(x)))", "sqrt(relu(x)*x)", "acos(1-relu(x))",
             "exp(-1/relu(x))", "sqrt(relu(x)+relu(2*x))", "x^2*0+sqrt(relu(x))"):
    exactly(text, -1, 0, 0, 0)
exactly("asin(min(x,1))", 2, float(mp.pi / 2), 0, 0)
exactly("exp(-1/x^2)", 0, 0, 0, 0)
exactly("exp(-exp(x))", 1000, 0, 0, 0)
exactly("tanh(exp(x))", 1000, 1, 0, 0)
exactly("sin(x)/x", 0, 1, 0, -1 / 3)
exactly("(1-cos(x))/x^2", 0, 0.5, 0, -1 / 12)
exactly("(exp(x)-1)/x", 0, 1, 0.5, 1 / 3)
exactly("x*abs(x)", 0, 0, 0, None)
exactly("relu(x)^3", 0, 0, 0, None)
exactly("sinh(x)", 0, 0, 1, 0)

print("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]")
